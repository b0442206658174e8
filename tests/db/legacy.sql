-- A file as the Claude-only program leaves them in the wild: some tables and columns missing, others added, checks, cascades,
-- indexes, a trigger, a view, references that lead nowhere, and no alembic_version.
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT UNIQUE NOT NULL, name TEXT NOT NULL, avatar_url TEXT,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP, last_login DATETIME, preferences TEXT DEFAULT '{}', theme TEXT DEFAULT 'light'
);
CREATE TABLE projects (
    id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE, name TEXT NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP, is_archived BOOLEAN DEFAULT 0
);
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    project_id INTEGER REFERENCES projects(id) ON DELETE SET NULL, title TEXT, model TEXT NOT NULL DEFAULT 'claude-sonnet-4-20250514',
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP, updated_at DATETIME DEFAULT CURRENT_TIMESTAMP, last_message_at DATETIME,
    is_archived BOOLEAN DEFAULT 0, is_pinned BOOLEAN DEFAULT 0, is_deleted BOOLEAN DEFAULT 0, token_count INTEGER DEFAULT 0,
    message_count INTEGER DEFAULT 0, is_unread INTEGER DEFAULT 0
);
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system')), content TEXT NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP, edited_at DATETIME, tokens INTEGER DEFAULT 0, finish_reason TEXT,
    parent_message_id INTEGER REFERENCES messages(id), variation_group_id TEXT, variation_index INTEGER DEFAULT 0
);
CREATE TABLE artifacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    conversation_id INTEGER NOT NULL, type TEXT CHECK (type IN ('code', 'html', 'svg', 'react', 'mermaid', 'text')), title TEXT,
    identifier TEXT, language TEXT, content TEXT, version INTEGER DEFAULT 1, created_at DATETIME DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE artifact_versions (id INTEGER PRIMARY KEY, artifact_id INTEGER REFERENCES artifacts(id) ON DELETE CASCADE, content TEXT);
CREATE TABLE "knowledge base" (id INTEGER PRIMARY KEY, "file name" TEXT);
CREATE TABLE project_templates (id INTEGER PRIMARY KEY, name TEXT NOT NULL, structure TEXT DEFAULT '{}');
CREATE TABLE shared_conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER NOT NULL REFERENCES conversations(id), share_token TEXT UNIQUE NOT NULL
);
CREATE TABLE usage_tracking (
    id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL REFERENCES users(id), conversation_id INTEGER, message_id INTEGER,
    model TEXT NOT NULL, input_tokens INTEGER DEFAULT 0, output_tokens INTEGER DEFAULT 0, cost_estimate REAL DEFAULT 0,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_messages_conversation ON messages(conversation_id);
CREATE INDEX idx_conversations_title ON conversations(lower(title));
CREATE VIEW recent AS SELECT id, title FROM conversations WHERE is_deleted = 0;
CREATE TRIGGER count_messages AFTER INSERT ON messages BEGIN
    UPDATE conversations SET is_unread = 1 WHERE id = new.conversation_id;
END;

INSERT INTO users (id, email, name) VALUES (3, 'ada@example.org', 'Ada'), (4, 'bob@example.org', 'Bob');
INSERT INTO projects (id, user_id, name) VALUES (1, 3, 'Engine');
INSERT INTO conversations (id, user_id, project_id, title, updated_at, last_message_at, is_archived, is_pinned, is_deleted) VALUES
    (10, 3, 1, 'Flat', '2025-06-01 10:00:00', '2025-06-01 12:00:00', 0, 1, 0),
    (11, 3, NULL, NULL, '2025-06-02T10:00:00.123Z', NULL, 0, 0, 0),
    (12, 3, NULL, 'Deleted', '2025-06-03 10:00:00', NULL, 0, 0, 1),
    (13, 3, NULL, 'Archived', '2025-06-04 10:00:00', NULL, 1, 0, 0),
    (14, 4, NULL, 'Bob''s', '2025-06-05 10:00:00', NULL, 0, 0, 0);
INSERT INTO messages (id, conversation_id, role, content, created_at, finish_reason, variation_group_id) VALUES
    (1, 10, 'user', 'What is an engine?', '2025-06-01 11:00:00', NULL, NULL),
    (2, 10, 'assistant', 'A machine.', '2025-06-01 11:00:09.5', 'end_turn', 'v1'),
    (3, 10, 'user', '', '2025-06-01 12:00:00', NULL, NULL),
    (4, 10, 'assistant', 'You said nothing.', '2025-06-01 12:00:03', 'max_tokens', NULL),
    (5, 14, 'user', 'Private', '2025-06-05 10:00:00', NULL, NULL),
    (6, 999, 'user', 'Of a conversation long gone', '2024-01-01 10:00:00', NULL, NULL);
INSERT INTO artifacts (id, message_id, conversation_id, type, content) VALUES (1, 2, 10, 'code', 'x = 1');
INSERT INTO artifact_versions (id, artifact_id, content) VALUES (1, 1, 'x = 0'), (2, 1, 'x = 1');
INSERT INTO project_templates (name) VALUES ('Engine');
INSERT INTO "knowledge base" VALUES (1, 'engine.pdf');
INSERT INTO shared_conversations (conversation_id, share_token) VALUES (10, 'abc');
INSERT INTO usage_tracking (user_id, conversation_id, message_id, model, input_tokens) VALUES (3, 10, 2, 'claude-sonnet-4-20250514', 7), (3, NULL, NULL, 'claude-2', 1);
