"""A question asked before an experiment: choose what you expect, then see whether it came so."""

import html

import ipywidgets

# ipywidgets puts the choices 20 pixels apart; 24 are what a finger or an unsteady hand needs (WCAG 2.2, 2.5.8).
ROWS = "<style>.dl-prediction .widget-radio-box :is(label, input) { height: 24px; line-height: 24px }</style>"


class Prediction(ipywidgets.VBox):
    """`question` with `choices` to pick from; `reveal` compares the pick with what the experiment showed."""

    def __init__(self, question, choices):
        self.question, self.choices = question, list(choices)
        self.buttons = ipywidgets.RadioButtons(options=self.choices, value=None, layout={"width": "auto"})
        label = ipywidgets.HTML(f"{ROWS}<b>Before you run on:</b> {html.escape(question)}")
        super().__init__([label, self.buttons])
        self.add_class("dl-prediction")

    @property
    def chosen(self):
        """What the learner expects, or None as long as nothing is picked."""
        return self.buttons.value

    def reveal(self, answer):
        """Print how the pick compares with `answer`, which must be one of the choices; picks are closed from now on.

        Raises ValueError where it is none of them.
        """
        if answer not in self.choices:
            raise ValueError(f"{answer!r} is none of the choices: {', '.join(self.choices)}")
        self.buttons.disabled = self.chosen is not None
        if self.chosen is None:
            print(
                f"What happened: {answer}. You had picked nothing: next time, pick first; it is worth the ten seconds."
            )
        elif self.chosen == answer:
            print(f"You expected what happened: {answer}.")
        else:
            print(f"You expected: {self.chosen}. What happened: {answer}. What did you overlook?")

    def _repr_mimebundle_(self, **kwargs):
        shown = super()._repr_mimebundle_(**kwargs)
        data, metadata = shown if isinstance(shown, tuple) else (shown or {}, {})
        choices = "".join(f"<li>{html.escape(c)}</li>" for c in self.choices)
        static = f"<p><b>Before you run on:</b> {html.escape(self.question)}</p><ul>{choices}</ul>"
        plain = f"{self.question} [{' / '.join(self.choices)}]"
        return {**data, "text/html": static, "text/plain": plain}, metadata
