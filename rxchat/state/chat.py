"""Chat: the open conversation, and stopping and retrying in it."""

from rxchat.domain.errors import NotFound, RxchatError
from rxchat.services.chat.generation import Generation
from rxchat.state.answer_settings import AnswerSettingsState
from rxchat.state.chat_address import Address
from rxchat.state.current_user import user_of
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.page_events import page_event, shows_chat
from rxchat.state.project_views import NO_PROJECT, ProjectView, project_view
from rxchat.state.reply_frames import ReplyFrames
from rxchat.state.sidebar import SidebarState
from rxchat.state.spending import SpendState
from rxchat.state.transcript import TranscriptState
from rxchat.wiring import services


@shows_chat
class ChatState(TranscriptState):
    """The open conversation and the user's actions in it."""

    title: str = ""
    is_missing: bool = False
    project: ProjectView = NO_PROJECT  # of the page, or of the open conversation
    _address: Address | None = None
    _is_unread: bool = False  # as it was loaded
    _first_words: ReplyFrames | None = None  # until the page at the address of a new chat follows its answer
    _left: Address | None = None  # of a page on which a new chat was loaded: the browser is on its way from there

    @page_event
    async def load(self) -> None:
        await self.show_address()

    @page_event
    async def stop(self) -> None:
        try:
            await services().chat.generations.stop(user_of(self), self.shown_id)
            await self.catch_up()
        except NotFound:
            self.is_running = False  # it has ended meanwhile

    @page_event
    async def retry(self, reply_id: int) -> None:
        """Regenerate an answer with the model chosen now."""
        await answer_again(self, reply_id, (await self.get_state(ModelState)).chosen)

    @page_event
    async def retry_with(self, reply_id: int, ref: str) -> None:
        """Regenerate an answer with the given model. The old answer stays as a version."""
        await answer_again(self, reply_id, ref)

    async def go_ahead(self, generation: Generation) -> None:
        """Show a new conversation and its growing answer before the browser goes to its address."""
        await self._load(Address.of_conversation(generation.conversation_id))
        self._left = Address.of_page(self)
        if generation.outcome is None:
            self._first_words = ReplyFrames(generation)
            self._first_words.start()

    async def show_address(self) -> None:
        """Load the conversation, and the message, of the URL; none at `/`. What `go_ahead` has loaded is not loaded again."""
        if not self.arrives_at_new_chat:
            await self._load(Address.of_page(self))
        self._left = None

    @property
    def arrives_at_new_chat(self) -> bool:
        """Whether the page is at the address that `go_ahead` has sent it to."""
        return self._left is not None and self._address == Address.of_page(self)

    async def _load(self, address: Address) -> None:
        self._end_first_words()
        self._address, self.title, self.is_missing = None, "", False
        self.clear(address.conversation_id)
        project_id, conversation_model, options = address.project_id, "", None
        if self.shown_id:
            try:
                conversation = await services().chat.conversations.get(user_of(self), self.shown_id)
                await self.catch_up()
                await self.seek(address.message_id)
            except NotFound:
                self.clear(0)
                self.is_missing = True
            else:
                self.title, project_id, self._is_unread = conversation.title, conversation.project_id, conversation.is_unread
                conversation_model = f"{conversation.provider}:{conversation.model}"
                options = conversation.settings
        await self.show_project(project_id)
        if project_id and not self.shown_id:
            self.is_missing, conversation_model = not self.project.id, self.project.default_model
        await (await self.get_state(AnswerSettingsState)).show(self.shown_id, options)
        await (await self.get_state(ModelState)).offer(self.shown_id, conversation_model, is_in_project=self.project.id > 0)
        (await self.get_state(SidebarState)).look()
        self._address = address  # last: leaving the page while it loads ends this handler above

    async def follow(self) -> None:
        """A subscription to the conversation has started: what happened before it and after the load is shown now."""
        self._end_first_words()
        if self._is_unread or self.is_behind:
            await services().chat.unread.opened(user_of(self), self.shown_id)
        if self.is_behind:
            await self.catch_up()

    def _end_first_words(self) -> None:
        if self._first_words:
            self._first_words.stop()
            self._first_words = None

    async def show_project(self, project_id: int | None) -> None:
        """Show this project as that of the page, or of the open conversation."""
        project = await project_view(user_of(self), project_id)
        if project != self.project:  # setting a var sends it, also where it is the same
            self.project = project
        await (await self.get_state(SpendState)).follow(project.id)

    async def arrive(self) -> None:
        """Load the URL's conversation, unless it is loaded already. What a person does on a page that they are leaving, Stop for
        one, is meant for the new chat on it.
        """
        address = Address.of_page(self)
        if address not in (self._address, self._left):
            await self._load(address)


async def answer_again(chat: ChatState, reply_id: int, ref: str) -> None:
    """Regenerate an answer and show it as it is written."""
    try:
        provider, model = services().providers.factory.for_model(ref, services().models.catalog.models())
        await services().chat.generations.retry(user_of(chat), reply_id, provider, model)
    except RxchatError as error:
        (await chat.get_state(NoticeState)).show(error)
        return
    await (await chat.get_state(ModelState)).use(f"{provider.name}:{model}")
    await chat.go_on()
