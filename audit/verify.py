"""Checks the chains: that no event was changed, removed or put elsewhere."""

from dataclasses import dataclass

from django.db import connection

_FAULTS = """
with walked as (
  select chain, seq, prev, hash,
         app.audit_digest(e) as expected,
         lag(hash) over w as before, lag(seq) over w as seq_before
  from audit_event e window w as (partition by chain order by seq)
)
select chain, seq,
       case when hash is distinct from expected then 'changed'
            when seq <> coalesce(seq_before, 0) + 1 then 'missing before'
            else 'not linked' end
from walked
where hash is distinct from expected
   or seq <> coalesce(seq_before, 0) + 1
   or prev is distinct from coalesce(before, '\\x'::bytea)
union all
select c.chain, c.seq, 'end missing'
from audit_chain c
left join audit_event e on e.chain = c.chain and e.seq = c.seq and e.hash = c.hash
where e.id is null
union all
select e.chain, max(e.seq), 'no head'
from audit_event e left join audit_chain c on c.chain = e.chain
group by e.chain, c.seq having max(e.seq) > coalesce(c.seq, 0)
order by 1, 2
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the log is not whole."""

    chain: int
    seq: int
    what: str


def faults() -> list[Fault]:
    """Return every place where a chain is broken; an empty list means that the log is whole."""
    with connection.cursor() as cursor:
        cursor.execute(_FAULTS)
        return [Fault(*row) for row in cursor.fetchall()]
