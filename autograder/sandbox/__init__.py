"""The trusted side of the sandbox; what runs within it is `autograder.runner`."""
