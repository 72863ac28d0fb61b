"""What the office begins beside a case: more time, more papers, a look at the place, who has it."""

from tests.acts.situations.builder import STEP_STATES, Builder
from tongban.base.kernel.moments import now
from tongban.handling.cases import services as acts
from tongban.handling.cases.tests import city


def measures(b: Builder) -> None:
    for name, act, step in (
        ("extension", acts.ask_extension, "review"),
        ("procedure", acts.ask_procedure, "review"),
        ("procedure at decision", acts.ask_procedure, "decide"),
    ):
        for answer in ("asked", "refused", "approved", "ended", "withdrawn"):
            if answer == "ended" and act is acts.ask_extension:
                continue
            if step == "decide" and answer not in {"asked", "approved"}:
                continue
            case = b.town.at(step)
            more = {} if act is acts.ask_extension else {"procedure": "testing", "days": 5}
            measure = act(**b.officer("handler", case), reason="要送检", **more)
            given = {"actor": b.town.officer("signer"), "measure_id": measure.id}
            if answer == "refused":
                acts.refuse_measure(**given, answer="不用")
            elif answer in {"approved", "ended"}:
                acts.approve_measure(**given)
            elif answer == "withdrawn":
                acts.withdraw_case(actor=b.town.person(), case_id=case.id)
            if answer == "ended":
                acts.end_procedure(
                    actor=b.town.officer("handler"), measure_id=measure.id, result="合格"
                )
            kind = name.split()[0]
            facts = {
                "asked": f"measure.asked {kind}.open",
                "refused": "",
                "approved": "extended"
                if kind == "extension"
                else "procedure.running procedure.open",
                "ended": "",
                "withdrawn": "",
            }[answer]
            ended = answer == "withdrawn"
            b.keep(
                f"{name} {answer}",
                case,
                "withdrawn" if ended else STEP_STATES[step],
                "" if ended else step,
                facts,
                by={"asker": "handler"},
                measure_id=measure.id,
            )


def beyond(b: Builder) -> None:
    for step, answers in (
        ("prereview", ("asked", "open")),
        ("review", ("asked", "refused", "open", "given", "dropped")),
        ("decide", ("asked",)),
    ):
        for answer in answers:
            case = b.town.at(step)
            asked = acts.ask_beyond_guide(
                **b.officer("handler", case),
                name="消防检查记录",
                reason="有燃气",
                law="消防法",
                article="第十五条",
            )
            given = {**b.officer("signer", case), "beyond_id": asked.id}
            if answer == "refused":
                acts.refuse_beyond_guide(**given, words="不用")
            elif answer in {"open", "given"}:
                acts.approve_beyond_guide(**given)
            if answer == "given":
                acts.answer_beyond_guide(
                    actor=b.town.person(), case_id=case.id, beyond_id=asked.id, words="没有"
                )
            ended = answer == "dropped"
            if ended:
                acts.withdraw_case(actor=b.town.person(), case_id=case.id)
            facts = f"beyond.{answer}" if answer in {"asked", "open"} else ""
            b.keep(
                f"beyond {answer} at {step}",
                case,
                "withdrawn" if ended else STEP_STATES[step],
                "" if ended else step,
                facts,
                by={"asker": "handler"},
                beyond_id=asked.id,
            )


def inspections(b: Builder) -> None:
    """On the process that has the step ``inspect`` beside the review."""
    town = b.town
    b.publish("joint", "joint_review")
    for how in ("none", "planned", "recorded", "passed", "failed", "cancelled"):
        case = town.filed("joint")
        acts.accept_case(**b.officer("window", case))
        given, ids, facts = b.officer("inspector", case), {}, ""
        if how != "none":
            it = acts.plan_inspection(
                **given,
                planned_at=now(),
                place="希夷大道 128 号",
                account_ids=[town.accounts["inspector"], town.accounts["handler"]],
            )
            ids, facts = {"inspection_id": it.id}, f"inspection.{how}"
        if how in {"recorded", "passed", "failed"}:
            result = "fail" if how == "failed" else "pass"
            acts.record_inspection(**given, **ids, points=[], result=result, words="看过")
        if how in {"passed", "failed"}:
            acts.confirm_inspection(**b.officer("handler", case), **ids)
        if how == "cancelled":
            acts.cancel_inspection(**given, **ids, reason="下雨")
        if how in {"planned", "recorded"}:
            facts += " inspection.open"
        by = {"recorder": "inspector"} if how == "recorded" else {}
        b.keep(
            f"inspection {how}",
            case,
            "accepted",
            "review inspect",
            f"{facts} inspects",
            by=by,
            **ids,
        )
    case = town.at("decide")
    it = acts.plan_inspection(
        **b.officer("inspector", case),
        planned_at=now(),
        place="希夷大道 128 号",
        account_ids=[town.accounts["inspector"], town.accounts["handler"]],
    )
    facts = "inspection.planned inspection.open"
    b.keep("inspection planned at decision", case, "reviewed", "decide", facts, inspection_id=it.id)
    for how in ("open", "received"):
        case = town.at("decide")
        asked = acts.commission_opinion(
            **b.officer("handler", case), kind="expert", who="专家", question="稳不稳"
        )
        if how == "received":
            acts.receive_opinion(
                **b.officer("handler", case),
                opinion_id=asked.id,
                result="稳",
                stream=city.picture(),
                filename="报告.png",
            )
        b.keep(f"opinion {how}", case, "reviewed", "decide", f"opinion.{how}", opinion_id=asked.id)


def claims(b: Builder) -> None:
    for who in ("handler", "handler2"):
        case = b.town.at("review")
        acts.claim_case(**b.officer(who, case))
        b.keep(f"claimed by {who}", case, "accepted", "review", "claimed", by={"claim": who})
    case = b.town.at("decide")
    acts.claim_case(**b.officer("signer2", case))
    b.keep("claimed at decision", case, "reviewed", "decide", "claimed", by={"claim": "signer2"})
    for how in ("written", "struck"):
        case = b.town.at("review")
        note = acts.write_note(**b.officer("handler", case), text="看看合同")
        if how == "struck":
            acts.strike_note(**b.officer("handler", case), note_id=note.id)
        b.keep(
            f"note {how}",
            case,
            "accepted",
            "review",
            f"note.{how}",
            by={"author": "handler"},
            note_id=note.id,
        )
