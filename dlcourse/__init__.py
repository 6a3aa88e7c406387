"""How neural networks are trained: the code of the course, one module a chapter, in plain NumPy."""
