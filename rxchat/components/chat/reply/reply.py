"""An answer as Streamdown draws it, and the feed of the one being written."""

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.state.artifact_views import ArtifactView
from rxchat.state.live_reply import LiveReplyState
from rxchat.state.reply_frames import FRAME


class _ReplyPart(rx.Component):
    library = beside(__file__, "reply.jsx")
    lib_dependencies: list[str] = [  # noqa: RUF012 - a Reflex field
        "katex@0.16.27",
        "mdast-util-gfm@3.1.0",
        "micromark@4.0.3",
        "micromark-core-commonmark@2.0.4",
        "micromark-extension-gfm@3.0.0",
        "remend@1.4.0",
        "shiki@4.4.3",
        "streamdown@2.7.1",
        "unist-util-visit@5.2.0",
    ]


class Reply(_ReplyPart):
    """Reasoning, Markdown and artifacts of one message. While `status` is "streaming" the text comes from the feed."""

    tag = "Reply"
    message_id: rx.Var[int]
    text: rx.Var[str]
    thinking: rx.Var[str]
    thought: rx.Var[str]
    status: rx.Var[str]
    cards: rx.Var[list[ArtifactView]]


class LiveFeed(_ReplyPart):
    """Takes each frame of the growing answer out of the state. React would leave out those that come together."""

    tag = "LiveFeed"
    state: rx.Var[str]
    frame: rx.Var[str]


def live_feed() -> rx.Component:
    return LiveFeed.create(state=LiveReplyState.get_full_name(), frame=FRAME)
