"""Workers: the processes that serve one PostgreSQL database together, and what each reads, hears and tells of the others.

The roll knows who lives. Answers that others write are followed here, as the database has them (`answers_elsewhere`), and at once
where a bus carries them (`live_answers` asks, `answer_relay` sends). Events of one reach the tabs of all (`event_relay`), and at
once over the bus (`event_nudges`). All of it stands above the other services: the chat knows it as `Elsewhere` and does without.
"""
