"""The client against real workers, a real broker and the local Google."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from tests.client.stages import ELEVEN, LONG, TEN, client_on, hour
from tests.support.agent import Agent
from tests.wire.meetings import confirmed, new_person
from worker.client.answer import Failed, Rejected, Succeeded, Unsettled, Why
from worker.client.calendar_client import CalendarClient
from worker.client.commands import check_availability, schedule_meeting
from worker.client.errors import ClientClosed, CommandIdReused
from worker.client.reply_to import ReplyTo
from worker.client.resending import Resending
from worker.errors import Misconfigured
from worker.kafka.topics import TopicPlan, create_topics
from worker.messages.results.slot_taken import SlotTakenData
from worker.sandbox.child_process import running
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real


SHORT = timedelta(seconds=2)
SOON_AGAIN = Resending(wait_initial=timedelta(seconds=1))


async def test_a_meeting_is_asked_for_and_comes_back_typed(
    served: Stage, calendar: CalendarClient, ana: str
) -> None:
    answer = (await calendar.ask(hour(ana), within=LONG)).or_raise()

    (event,) = await confirmed(served, ana)
    assert answer.data.event.id == event["id"]
    assert answer.data.event.title == "Demo"


async def test_a_no_comes_with_other_times_one_of_which_can_be_asked_for(
    calendar: CalendarClient, ana: str
) -> None:
    await calendar.ask(hour(ana), within=LONG)

    refused = await calendar.ask(hour(ana), within=LONG)
    assert isinstance(refused, Rejected)
    assert refused.code == "slot_taken"
    assert isinstance(refused.data, SlotTakenData)
    free = refused.data.alternatives[0]
    again = schedule_meeting(user_id=ana, title="Then so", participants=[], slot=free, conference="none")
    assert isinstance(await calendar.ask(again, within=LONG), Succeeded)


async def test_many_questions_of_two_agents_at_once_each_get_their_own_answer(served: Stage) -> None:
    people = [await new_person(served, f"p{number}") for number in range(4)]
    async with client_on(served) as one, client_on(served) as another, asyncio.TaskGroup() as tasks:
        asked = [
            (command, tasks.create_task(agent.ask(command, within=LONG, key="")))
            for number in range(5)
            for agent, person in zip((one, another) * 2, people, strict=True)
            for command in [hour(person, TEN + timedelta(hours=number), title=f"{person} {number}")]
        ]

    for command, task in asked:
        answer = task.result().or_raise()
        assert answer.command_id == command.command_id
        assert answer.data.event.title.encode() in command.value


async def lose_answers(stage: Stage, user: str) -> None:
    """Let the next event be made, but nothing of it be heard until the faults are cleared."""
    made = Fault(path="/events$", method="POST", subject=user, when="after", drop=True)
    silent = Fault(path="/events", subject=user, drop=True, times=None)
    for fault in (made, silent):
        await stage.google.control.add_fault(fault)


async def test_what_is_withheld_is_said_at_once_and_asking_again_waits_for_it(
    served: Stage, calendar: CalendarClient, ana: str
) -> None:
    await lose_answers(served, ana)

    withheld = await calendar.ask(hour(ana), within=LONG)
    assert isinstance(withheld, Unsettled), withheld
    assert withheld.why is Why.WITHHELD
    assert withheld.delayed is not None
    assert withheld.delayed.command_id == withheld.command.command_id
    await served.google.control.clear_faults()
    known = (await calendar.ask(withheld.command, within=LONG)).or_raise()

    (event,) = await confirmed(served, ana)
    assert known.data.event.id == event["id"]


async def test_a_client_that_does_not_read_changes_hears_of_a_withheld_result_when_it_is_known(
    served: Stage, calendar: CalendarClient, ana: str
) -> None:
    await lose_answers(served, ana)

    command = hour(ana)
    async with client_on(served, tell_of_delays=False) as quiet, asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(quiet.ask(command, within=LONG))
        assert isinstance(await calendar.ask(command, within=LONG), Unsettled)
        await served.google.control.clear_faults()

    assert isinstance(waiting.result(), Succeeded)


async def test_silence_and_a_replica_that_dies_in_between_cost_nothing(stage: Stage, tmp_path: Path) -> None:
    """Nobody works when it is asked first; who then works dies with the event made and nothing answered."""
    ana = await new_person(stage)
    step = "calendar.insert:after"
    victim = stage.worker("victim", ("-m", "tests.support.dying_worker", step, str(tmp_path / "reached")))
    async with client_on(stage, resending=SOON_AGAIN) as calendar, asyncio.TaskGroup() as tasks:
        silence = await calendar.ask(hour(ana), within=SHORT)
        assert isinstance(silence, Unsettled)
        assert silence.why is Why.SILENCE
        async with running(victim):
            asked = tasks.create_task(calendar.ask(silence.command, within=2 * LONG))
            async with asyncio.timeout(30):
                await victim.ended()
        async with running(stage.worker("heir")):
            answer = (await asked).or_raise()
            repeat = (await calendar.ask(silence.command, within=LONG)).or_raise()

    assert (answer.id, answer.raw) == (repeat.id, repeat.raw)
    (event,) = await confirmed(stage, ana)
    assert answer.data.event.id == event["id"]


async def test_another_body_under_an_id_is_not_even_sent(calendar: CalendarClient, ana: str) -> None:
    await calendar.ask(hour(ana, command_id="mine"), within=LONG)

    with pytest.raises(CommandIdReused):
        await calendar.ask(hour(ana, ELEVEN, command_id="mine"), within=LONG)


async def test_another_agent_s_body_under_an_id_is_refused_by_the_worker(served: Stage, ana: str) -> None:
    async with client_on(served) as one, client_on(served) as another:
        await one.ask(hour(ana, command_id="mine"), within=LONG)
        refused = await another.ask(hour(ana, ELEVEN, command_id="mine"), within=LONG)

    assert isinstance(refused, Rejected)
    assert refused.code == "command_id_reused"


async def test_results_come_to_a_topic_and_partition_of_ones_own(served: Stage, ana: str) -> None:
    topic = f"replies.{uuid4().hex}"
    await create_topics(served.connection, [TopicPlan(topic, partitions=2, replication_factor=1)])
    question = check_availability(user_id=ana, participants=[], limit=1)
    async with Agent.on(served, topic) as everywhere:
        async with client_on(served, reply_to=ReplyTo(topic, 1)) as calendar:
            assert isinstance(await calendar.ask(question, within=LONG), Succeeded)
        (result,) = await everywhere.results(question.command_id)

    assert (result.topic, result.partition) == (topic, 1)


async def test_an_account_that_may_not_act_is_a_clear_no(calendar: CalendarClient) -> None:
    answer = await calendar.ask(hour("nobody"), within=LONG)

    assert isinstance(answer, Rejected | Failed)
    assert answer.code == "account_not_connected"


async def test_topics_that_are_not_there_are_named_when_it_opens(served: Stage) -> None:
    with pytest.raises(Misconfigured, match=r"nowhere\.results.*topics create"):
        async with CalendarClient(served.bootstrap_servers, topic_prefix="nowhere"):
            pass


async def test_whoever_waits_when_the_client_closes_is_told_and_nobody_can_ask_later(stage: Stage) -> None:
    command = hour("ana@vai.example")
    async with asyncio.TaskGroup() as tasks:
        async with client_on(stage) as calendar:
            waiting = tasks.create_task(calendar.ask(command, within=LONG))
            async with Agent.on(stage, *stage.topics.commands) as everywhere:
                await everywhere.on_topic(stage.topics.of_group("schedule"), 1)
        answer = await waiting

    assert isinstance(answer, Unsettled)
    assert answer.why is Why.CLOSED
    with pytest.raises(ClientClosed):
        await calendar.ask(command)
