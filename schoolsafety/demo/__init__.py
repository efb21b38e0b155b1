"""An invented board with two schools, for looking around: `manage.py load_demo`. No real person is in it.

accounts.py   who can log in (plain data; settings/dev.py shows it on the log-in page)
clock.py      telling a story that happened on earlier days, through the services
schools.py    the two pupil files, this school year's and last year's
world.py      board, schools, accounts, roles, parents, brothers and sisters
dossiers.py, meldcode.py, incidents.py, protocols.py, monitoring.py
              the stories of each app: every state of every workflow
meldcode_*.py the Meldcode's stories by what they show: steps, acute, after, disputes, people,
              origins, bundles
partners.py   the sociale kaart
texts.py, themes.py, case.py, case_after.py
              what the stories say, and how a Meldcode case is told
load.py       all of it in order, in one transaction
"""
