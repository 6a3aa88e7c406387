"""The engine that every chapter may train with: a library, as NumPy is, which knows no chapter.

An answer to an exercise may be built from it, as from NumPy. But it holds no chapter's finished exercise: none has the
name of a public function here, and no such function, given what the exercise is given, returns its answer.
"""
