"""Many calls: behaviours, baselines, focus, outliers, insights, playbook, returns. Pure: no I/O, no clock."""
