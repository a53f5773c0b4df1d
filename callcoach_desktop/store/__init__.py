"""The only SQL: schema, migrations, queries, search, backup."""
