"""What runs inside the sandbox: it imports nothing of ours but itself, and nothing here is trusted once a cell ran."""
