"""The durable queue and the supervision of children."""
