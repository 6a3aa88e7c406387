"""What runs a student's code: it imports nothing of ours but itself, and nothing here is trusted once a cell ran.

The sandbox holds a copy of this folder, in which it is a package of its own, `runner`.
"""
