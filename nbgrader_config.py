"""nbgrader's settings for this course: chapters/ is its source directory, and one chapter is one assignment."""

from pathlib import Path

c = get_config()  # noqa: F821  nbgrader provides it

c.CourseDirectory.course_id = "dlcourse"
c.CourseDirectory.root = str(Path(__file__).parent.resolve())
c.CourseDirectory.source_directory = "chapters"

c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("write your answer here")'}
c.ClearSolutions.text_stub = "*Write your answer here.*"
# nbgrader's autograde, and formgrader's button, grade with our grader: outside the student's process, in a sandbox.
c.Autograde.exporter_class = "autograder.executor.Reader"
c.Autograde.sanitize_preprocessors = ["autograder.executor.Grade"]
c.Autograde.autograde_preprocessors = ["autograder.executor.Save", "nbgrader.preprocessors.AssignLatePenalties"]
# Names of students are no formulas to the program that opens the table of grades.
c.ExportApp.plugin_class = "autograder.executor.Export"
# Points and comments given since then belong into the pages too; nbgrader would leave those there are as they are.
c.GenerateFeedback.force = True
# A browser sets the formulas of a page by itself, also where it is opened from a disk and without a network.
c.GenerateFeedback.exporter_class = "autograder.executor.Feedback"
