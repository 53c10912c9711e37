from support.planning_parts import account, codes, make_plan, person, rows


def test_every_action_is_found():
    """Create, update, deactivate, reactivate, unchanged and blocked."""
    plan = make_plan(
        [
            person("new"),
            person("changed", display_name="山田 太郎"),
            person("gone", active=False),
            person("back"),
            person("same"),
            person("broken", blocked=True),
        ],
        [
            account("a1", "changed"),
            account("a2", "gone"),
            account("a3", "back", active=False),
            account("a4", "same"),
            account("a5", "broken"),
            account("a6", "stranger"),
        ],
    )
    assert plan.summary == dict.fromkeys(["create", "update", "deactivate", "reactivate", "blocked"], 1) | {
        "unchanged": 2
    }
    assert rows(plan.of("changed")) == {"displayName": ("Person changed", "山田 太郎")}
    assert codes(plan.account("a6")) == ["NP510"]
