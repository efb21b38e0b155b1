"""Forms about people: who is kept out, who reads along, deputies, questions to colleagues."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import BaseForm, FutureDateField, KeyedForm, NarrativeField
from core.workdays import add_workdays, today
from meldcode.models import Involvement
from schools.forms.choosing import offer_people

_ANSWER_WORKDAYS = 3
_TEAM = timedelta(days=91)


class KeepOutForm(KeyedForm):
    """Who is involved in person, how, and why that keeps them out (R1)."""

    submit_label = _("Keep this person out")
    who = forms.ModelChoiceField(User.objects.none(), label=_("Who?"))
    kind = forms.ChoiceField(
        label=_("How are they involved?"),
        choices=Involvement.Kind.choices,
        widget=forms.RadioSelect,
    )
    reason = NarrativeField(
        label=_("What is known of it?"),
        rows=3,
        help_text=_("Only what is needed to understand why. Who works on this case reads it."),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.fields["who"], people)


class StepBackForm(KeyedForm):
    """Why somebody keeps out of a case of their own accord."""

    submit_label = _("Step back from this case")
    kind = forms.ChoiceField(
        label=_("How are you involved?"),
        choices=[
            (Involvement.Kind.OWN_FAMILY.value, _("It is about my own child or family")),
            (Involvement.Kind.ACCUSED.value, _("The worry is about what I did")),
            (Involvement.Kind.CLOSE.value, _("I am close to the family")),
            (Involvement.Kind.OTHER.value, _("I cannot judge freely for another reason")),
        ],
        widget=forms.RadioSelect,
    )
    reason = NarrativeField(
        label=_("What do your colleagues have to know of it?"),
        rows=3,
        help_text=_("They read it; you do not read it back, because the case closes for you."),
    )


class LetInForm(BaseForm):
    """Why somebody is not kept out any more."""

    submit_label = _("Let this person in again")
    reason = NarrativeField(label=_("Why are they not involved any more?"), rows=3)


class CaseAccessForm(BaseForm):
    """Lets a colleague read along until a day."""

    submit_label = _("Let this colleague read along")
    who = forms.ModelChoiceField(User.objects.none(), label=_("Who?"))
    reason = NarrativeField(
        label=_("Why?"), rows=3, help_text=_("What does this colleague do in this case?")
    )
    expires_on = FutureDateField(
        label=_("Until (last day)"), help_text=_("At most a year. It ends by itself.")
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.fields["who"], people)
        self.fields["expires_on"].initial = today() + _TEAM


class AskForm(KeyedForm):
    """One question to one colleague, with a day (R1, M12)."""

    submit_label = _("Send this question")
    who = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Whom do you ask?"),
        help_text=_("Who handed the worry over stands first."),
    )
    question = NarrativeField(
        label=_("What do you ask your colleague?"),
        help_text=_(
            "Ask openly: what did you see? Say which child it is about, and nothing else of the case: "
            "this question is all that your colleague sees."
        ),
    )
    due_on = FutureDateField(label=_("Before which day?"))

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.fields["who"], people)
        self.fields["due_on"].initial = add_workdays(today(), _ANSWER_WORKDAYS)


class AnswerColleagueForm(BaseForm):
    """The answer of the colleague: what they saw (D2)."""

    submit_label = _("Send my answer")
    answer = NarrativeField(
        label=_("Your answer"),
        help_text=_(
            "Write what you saw or heard yourself, and when. You do not know it? Write that. You cannot "
            "change it afterwards."
        ),
    )


class NameDeputyForm(BaseForm):
    """Whom the board names, and until when."""

    submit_label = _("Name this deputy")
    who = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Whom do you name?"),
        help_text=_(
            "AF HGKM and managers of your other schools, and the bestuur. Who is involved is not in it."
        ),
    )
    until = FutureDateField(
        label=_("Until (last day)"), help_text=_("At most a year. You can prolong it.")
    )

    def __init__(self, *args: Any, people: list[User], usual: timedelta, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.fields["who"], people)
        self.fields["until"].initial = today() + usual


class ProlongForm(BaseForm):
    """Until when a deputy stays."""

    submit_label = _("Save this day")
    until = FutureDateField(label=_("Until (last day)"), help_text=_("At most a year from today."))
