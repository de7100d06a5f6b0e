"""What only a person does to sites."""

import pytest
from sqlalchemy import delete, select

from tests.conftest import NOON
from webapp.domain.errors import WrongState
from webapp.storage import grouping
from webapp.storage.sites import Site, SiteAlias
from webapp.storage.suggestions import Suggestion

pytestmark = pytest.mark.usefixtures("kept_state_is_right")


def test_a_merged_site_leads_to_the_earlier_pinned_for_ever(three_sites, session, context):
    first, second, third = (site.id for site in three_sites)

    grouping.merge_sites(session, context, three_sites[2], three_sites[1], None)
    survivor = grouping.merge_sites(session, context, session.get(Site, second), three_sites[0], None)

    assert survivor.id == first
    assert (survivor.residents, survivor.person_edited) == (9, True)
    assert {grouping.resolve_site(session, i).id for i in (first, second, third)} == {first}
    assert set(session.scalars(select(SiteAlias.site_id))) == {first}


def test_a_site_cannot_be_merged_with_itself_in_any_of_its_names(three_sites, session, context):
    second = three_sites[1].id
    survivor = grouping.merge_sites(session, context, three_sites[0], three_sites[1], None)

    with pytest.raises(WrongState):
        grouping.merge_sites(session, context, survivor, grouping.resolve_site(session, second), None)


def test_only_pinned_sites_of_one_kind_can_be_merged(three_sites, ask, session, context):
    _, loose = ask(2000)
    _, unsafe = ask(0, kind="unsafe_place")
    grouping.pin_privately(session, context, unsafe, None)

    for other in (loose, unsafe):
        with pytest.raises(WrongState):
            grouping.merge_sites(session, context, three_sites[0], other, None)


def test_what_is_public_survives_a_merge_with_what_was_only_chosen(ask, session, context, clock):
    _, chosen = ask(300)
    grouping.pin_privately(session, context, chosen, None)
    clock.move(hours=1)
    for x in (0, 1, 2):
        _, published = ask(x)

    assert grouping.merge_sites(session, context, chosen, published, None).id == published.id


def test_only_a_person_moves_a_member(three_sites, session, context):
    source, target = three_sites[:2]
    member = session.scalars(select(Suggestion).where(Suggestion.site_id == source.id)).first()

    grouping.move_member(session, context, member, target, None)

    assert member.site_id == target.id
    assert (source.members, target.members) == (2, 4)
    assert target.person_edited


def test_a_rebuild_leads_retired_ids_where_the_events_say(three_sites, session, context):
    first, second, third = (site.id for site in three_sites)
    grouping.merge_sites(session, context, three_sites[0], three_sites[1], None)
    session.execute(delete(SiteAlias))
    session.add(SiteAlias(id="nobody", site_id=third, at=NOON))
    assert len(grouping.verify(session, context)) == 1

    grouping.rebuild(session, context)

    assert grouping.verify(session, context) == []
    assert session.scalars(select(SiteAlias.id)).all() == [second]
    assert grouping.resolve_site(session, second).id == first
