"""nbgrader's settings for this course: chapters/ is its source directory, and one chapter is one assignment."""

from pathlib import Path

c = get_config()  # noqa: F821  nbgrader provides it

c.CourseDirectory.course_id = "dlcourse"
c.CourseDirectory.root = str(Path(__file__).parent.resolve())
c.CourseDirectory.source_directory = "chapters"

c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("write your answer here")'}
c.ClearSolutions.text_stub = "*Write your answer here.*"
# A check takes at most a few seconds for a case; a cell that hangs costs its own points, not the run.
c.ExecutePreprocessor.timeout = 120
c.ExecutePreprocessor.interrupt_on_timeout = True
c.Execute.timeout = 120
c.Execute.interrupt_on_timeout = True
