"""From the instructor's notebooks to the learners'; `python -m autograder.notebooks` keeps them in form."""
