CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE rxchat_added (
	kind TEXT NOT NULL, 
	table_name TEXT NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (kind, table_name, name)
);
CREATE TABLE users (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	email TEXT, 
	name TEXT, 
	avatar_url TEXT, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	last_login DATETIME, 
	preferences TEXT, 
	custom_instructions TEXT, password_hash TEXT, is_disabled BOOLEAN DEFAULT 0, 
	UNIQUE (email)
);
CREATE TABLE projects (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	description TEXT, 
	color TEXT, 
	custom_instructions TEXT, 
	knowledge_base_path TEXT, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	updated_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	is_archived BOOLEAN DEFAULT 0, 
	is_pinned BOOLEAN DEFAULT 0, default_provider TEXT, default_model TEXT, monthly_limit TEXT, 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE conversations (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	project_id INTEGER, 
	title TEXT, 
	model TEXT, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	updated_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	last_message_at DATETIME, 
	is_archived BOOLEAN DEFAULT 0, 
	is_pinned BOOLEAN DEFAULT 0, 
	is_deleted BOOLEAN DEFAULT 0, 
	settings TEXT, 
	token_count INTEGER DEFAULT 0, 
	message_count INTEGER DEFAULT 0, provider TEXT DEFAULT 'claude', current_message_id INTEGER, import_id TEXT, trashed_at DATETIME, has_unread BOOLEAN DEFAULT 0, 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE SET NULL
);
CREATE TABLE messages (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	conversation_id INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	content TEXT NOT NULL, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	edited_at DATETIME, 
	tokens INTEGER, 
	finish_reason TEXT, 
	images TEXT, 
	parent_message_id INTEGER, provider TEXT DEFAULT 'claude', status TEXT DEFAULT 'complete', model TEXT, thinking TEXT, error TEXT, raw_finish_reason TEXT, cost TEXT, currency TEXT, input_tokens INTEGER, output_tokens INTEGER, cache_read_tokens INTEGER, cache_write_tokens INTEGER, reasoning_tokens INTEGER, latency_ms INTEGER, first_ms INTEGER, notes TEXT, image_count INTEGER, variation_group_id TEXT, variation_index INTEGER, reasoning_ms INTEGER, summary TEXT, summary_last_id INTEGER, worker_id TEXT, stop_requested_at DATETIME, 
	FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE, 
	FOREIGN KEY(parent_message_id) REFERENCES messages (id) ON DELETE SET NULL
);
CREATE TABLE artifacts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	message_id INTEGER NOT NULL, 
	conversation_id INTEGER NOT NULL, 
	type TEXT NOT NULL, 
	title TEXT, 
	identifier TEXT, 
	language TEXT, 
	content TEXT, 
	version INTEGER DEFAULT 1, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	updated_at DATETIME DEFAULT CURRENT_TIMESTAMP, is_unfinished BOOLEAN DEFAULT 0, is_edit BOOLEAN DEFAULT 0, deleted_at DATETIME, 
	FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE, 
	FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
CREATE TABLE shared_conversations (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	conversation_id INTEGER NOT NULL, 
	share_token TEXT NOT NULL, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	expires_at DATETIME, 
	view_count INTEGER DEFAULT 0, 
	is_public BOOLEAN DEFAULT 1, 
	UNIQUE (share_token), 
	FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
CREATE TABLE prompt_library (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	description TEXT, 
	prompt_template TEXT NOT NULL, 
	category TEXT, 
	tags TEXT, 
	is_public BOOLEAN DEFAULT 0, 
	usage_count INTEGER DEFAULT 0, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	updated_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE conversation_folders (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	project_id INTEGER, 
	name TEXT NOT NULL, 
	parent_folder_id INTEGER, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	position INTEGER DEFAULT 0, 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	FOREIGN KEY(parent_folder_id) REFERENCES conversation_folders (id) ON DELETE CASCADE
);
CREATE TABLE conversation_folder_items (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	folder_id INTEGER NOT NULL, 
	conversation_id INTEGER NOT NULL, 
	FOREIGN KEY(folder_id) REFERENCES conversation_folders (id) ON DELETE CASCADE, 
	FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
CREATE TABLE usage_tracking (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	conversation_id INTEGER, 
	message_id INTEGER, 
	model TEXT, 
	input_tokens INTEGER, 
	output_tokens INTEGER, 
	cost_estimate FLOAT, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, provider TEXT DEFAULT 'claude', status TEXT DEFAULT 'complete', failure_code TEXT, currency TEXT, cache_read_tokens INTEGER, cache_write_tokens INTEGER, reasoning_tokens INTEGER, latency_ms INTEGER, first_ms INTEGER, token_id INTEGER, 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE SET NULL, 
	FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE SET NULL
);
CREATE TABLE api_keys (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	key_name TEXT NOT NULL, 
	api_key_hash TEXT, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	last_used_at DATETIME, 
	is_active BOOLEAN DEFAULT 1, base_url TEXT, key_hint TEXT, wait_seconds INTEGER, cache_seconds INTEGER, 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_conversations_user ON conversations (user_id);
CREATE INDEX idx_conversations_provider ON conversations (provider);
CREATE INDEX idx_usage_tracking_provider ON usage_tracking (provider);
CREATE INDEX ix_messages_reading ON messages (conversation_id, id, role, parent_message_id);
CREATE INDEX ix_messages_parent ON messages (parent_message_id);
CREATE INDEX ix_messages_streaming ON messages (status) WHERE status = 'streaming';
CREATE TABLE key_checks (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	PRIMARY KEY (name)
);
CREATE VIEW rxchat_searchable_messages AS SELECT id, content FROM messages WHERE status IS NOT 'streaming';
CREATE VIRTUAL TABLE rxchat_messages_fts USING fts5(content, content='rxchat_searchable_messages', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE rxchat_titles_fts USING fts5(title, content='conversations', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER rxchat_messages_fts_insert
        AFTER INSERT ON messages WHEN new.status IS NOT 'streaming' BEGIN
            INSERT INTO rxchat_messages_fts(rowid, content) VALUES (new.id, new.content);
        END;
CREATE TRIGGER rxchat_messages_fts_update
        AFTER UPDATE OF content, status ON messages
        WHEN (old.status IS NOT 'streaming' OR new.status IS NOT 'streaming')
            AND (old.content IS NOT new.content OR (old.status IS 'streaming') <> (new.status IS 'streaming'))
        BEGIN
            INSERT INTO rxchat_messages_fts(rxchat_messages_fts, rowid, content)
                SELECT 'delete', old.id, old.content WHERE old.status IS NOT 'streaming';
            INSERT INTO rxchat_messages_fts(rowid, content) SELECT new.id, new.content WHERE new.status IS NOT 'streaming';
        END;
CREATE TRIGGER rxchat_messages_fts_delete
        AFTER DELETE ON messages WHEN old.status IS NOT 'streaming' BEGIN
            INSERT INTO rxchat_messages_fts(rxchat_messages_fts, rowid, content) VALUES ('delete', old.id, old.content);
        END;
CREATE TRIGGER rxchat_titles_fts_insert
        AFTER INSERT ON conversations BEGIN
            INSERT INTO rxchat_titles_fts(rowid, title) VALUES (new.id, new.title);
        END;
CREATE TRIGGER rxchat_titles_fts_update
        AFTER UPDATE OF title ON conversations WHEN old.title IS NOT new.title BEGIN
            INSERT INTO rxchat_titles_fts(rxchat_titles_fts, rowid, title) VALUES ('delete', old.id, old.title);
            INSERT INTO rxchat_titles_fts(rowid, title) VALUES (new.id, new.title);
        END;
CREATE TRIGGER rxchat_titles_fts_delete
        AFTER DELETE ON conversations BEGIN
            INSERT INTO rxchat_titles_fts(rxchat_titles_fts, rowid, title) VALUES ('delete', old.id, old.title);
        END;
CREATE INDEX ix_conversations_recent ON conversations (user_id, substr(replace(coalesce(last_message_at, updated_at, created_at, '1970-01-01 00:00:00'), 'T', ' '), 1, 19), id);
CREATE TABLE sessions (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	secret_digest TEXT NOT NULL, 
	user_agent TEXT, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	last_seen_at DATETIME, 
	expires_at DATETIME, 
	UNIQUE (secret_digest), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE sign_in_links (
	code_digest TEXT NOT NULL, 
	user_id INTEGER NOT NULL, 
	expires_at DATETIME, 
	PRIMARY KEY (code_digest), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_sessions_user ON sessions (user_id);
CREATE TABLE rxchat_message_places (
	message_id INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	PRIMARY KEY (message_id), 
	FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE
);
CREATE TABLE spend_caps (
	user_id INTEGER NOT NULL, 
	provider TEXT NOT NULL, 
	monthly_limit TEXT NOT NULL, 
	PRIMARY KEY (user_id, provider), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_usage_person_second ON usage_tracking (user_id, substr(replace(created_at, 'T', ' '), 1, 19));
CREATE TABLE provider_health (
	user_id INTEGER NOT NULL, 
	provider TEXT NOT NULL, 
	failure TEXT, 
	last_failure TEXT, 
	last_failure_at DATETIME, 
	last_success_at DATETIME, 
	latency_ms INTEGER, 
	PRIMARY KEY (user_id, provider), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE custom_endpoints (
	user_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	label TEXT NOT NULL, 
	base_url TEXT NOT NULL, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, certificate_authority TEXT, 
	PRIMARY KEY (user_id, name), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_conversations_import ON conversations (user_id, import_id) WHERE import_id IS NOT NULL;
CREATE TABLE image_uploads (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	media_type TEXT NOT NULL, 
	name TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	data BLOB NOT NULL, 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_image_uploads_user ON image_uploads (user_id, size);
CREATE TABLE typed_models (
	user_id INTEGER NOT NULL, 
	provider TEXT NOT NULL, 
	model TEXT NOT NULL, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	PRIMARY KEY (user_id, provider, model), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE adopted_files (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	path TEXT NOT NULL, 
	adopted_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	local_user_id INTEGER
, digest TEXT);
CREATE TABLE legacy_ids (
	table_name TEXT NOT NULL, 
	legacy_id TEXT NOT NULL, 
	row_id INTEGER, 
	PRIMARY KEY (table_name, legacy_id)
);
CREATE TABLE share_snapshots (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	conversation_id INTEGER NOT NULL, 
	share_id INTEGER, 
	title TEXT, 
	has_reasoning BOOLEAN DEFAULT 0, 
	has_images BOOLEAN DEFAULT 0, 
	message_count INTEGER DEFAULT 0, 
	taken_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	UNIQUE (share_id), 
	FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE, 
	FOREIGN KEY(share_id) REFERENCES shared_conversations (id) ON DELETE CASCADE
);
CREATE INDEX ix_share_snapshots_conversation ON share_snapshots (conversation_id);
CREATE TABLE share_snapshot_messages (
	snapshot_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	content TEXT NOT NULL, 
	thinking TEXT, 
	images TEXT, 
	image_count INTEGER DEFAULT 0, 
	PRIMARY KEY (snapshot_id, position), 
	FOREIGN KEY(snapshot_id) REFERENCES share_snapshots (id) ON DELETE CASCADE
);
CREATE INDEX ix_shared_conversations_conversation ON shared_conversations (conversation_id);
CREATE INDEX ix_artifacts_message ON artifacts (message_id);
CREATE INDEX ix_message_places_place ON rxchat_message_places (place);
CREATE INDEX ix_conversations_project ON conversations (project_id, user_id, is_deleted) WHERE project_id IS NOT NULL;
CREATE INDEX ix_conversation_folders_user ON conversation_folders (user_id);
CREATE INDEX ix_conversation_folders_parent ON conversation_folders (parent_folder_id);
CREATE INDEX ix_conversation_folder_items_folder ON conversation_folder_items (folder_id);
CREATE INDEX ix_conversation_folder_items_conversation ON conversation_folder_items (conversation_id);
CREATE TABLE turn_keys (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	reply_id INTEGER NOT NULL, 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	FOREIGN KEY(reply_id) REFERENCES messages (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX ix_turn_keys_user ON turn_keys (user_id, "key");
CREATE INDEX ix_turn_keys_reply ON turn_keys (reply_id);
CREATE VIRTUAL TABLE rxchat_artifacts_fts USING fts5(title, content, content='artifacts', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER rxchat_artifacts_fts_insert AFTER INSERT ON artifacts BEGIN INSERT INTO rxchat_artifacts_fts(rowid, title, content) VALUES (new.id, new.title, new.content); END;
CREATE TRIGGER rxchat_artifacts_fts_update 
        AFTER UPDATE OF title, content ON artifacts WHEN old.title IS NOT new.title OR old.content IS NOT new.content
        BEGIN INSERT INTO rxchat_artifacts_fts(rxchat_artifacts_fts, rowid, title, content) VALUES ('delete', old.id, old.title, old.content); INSERT INTO rxchat_artifacts_fts(rowid, title, content) VALUES (new.id, new.title, new.content); END;
CREATE TRIGGER rxchat_artifacts_fts_delete AFTER DELETE ON artifacts BEGIN INSERT INTO rxchat_artifacts_fts(rxchat_artifacts_fts, rowid, title, content) VALUES ('delete', old.id, old.title, old.content); END;
CREATE TABLE program_tokens (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	secret_digest TEXT NOT NULL, 
	hint TEXT NOT NULL, 
	models TEXT, 
	monthly_limit TEXT, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	expires_at DATETIME, 
	last_used_at DATETIME, 
	revoked_at DATETIME, 
	UNIQUE (secret_digest), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_program_tokens_user ON program_tokens (user_id);
CREATE TABLE workers (
	id TEXT NOT NULL, 
	machine TEXT NOT NULL, 
	pid INTEGER, 
	version TEXT NOT NULL, 
	page_digest TEXT NOT NULL, 
	setup_digest TEXT NOT NULL, 
	started_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	seen_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	is_draining BOOLEAN DEFAULT 0, 
	is_gone BOOLEAN DEFAULT 0, 
	PRIMARY KEY (id)
);
CREATE TABLE worker_events (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	worker_id TEXT NOT NULL, 
	body TEXT NOT NULL, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE sign_in_failures (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	key_digest TEXT NOT NULL, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE import_runs (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	worker_id TEXT NOT NULL, 
	share FLOAT, 
	conversations INTEGER, 
	messages INTEGER, 
	duplicates INTEGER, 
	UNIQUE (user_id), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_sign_in_failures_key ON sign_in_failures (key_digest);
INSERT INTO alembic_version VALUES ('0035');
INSERT INTO rxchat_added VALUES ('table', 'users', 'users');
INSERT INTO rxchat_added VALUES ('table', 'projects', 'projects');
INSERT INTO rxchat_added VALUES ('table', 'conversations', 'conversations');
INSERT INTO rxchat_added VALUES ('table', 'messages', 'messages');
INSERT INTO rxchat_added VALUES ('table', 'artifacts', 'artifacts');
INSERT INTO rxchat_added VALUES ('table', 'shared_conversations', 'shared_conversations');
INSERT INTO rxchat_added VALUES ('table', 'prompt_library', 'prompt_library');
INSERT INTO rxchat_added VALUES ('table', 'conversation_folders', 'conversation_folders');
INSERT INTO rxchat_added VALUES ('table', 'conversation_folder_items', 'conversation_folder_items');
INSERT INTO rxchat_added VALUES ('table', 'usage_tracking', 'usage_tracking');
INSERT INTO rxchat_added VALUES ('table', 'api_keys', 'api_keys');
INSERT INTO rxchat_added VALUES ('index', 'conversations', 'ix_conversations_user');
INSERT INTO rxchat_added VALUES ('column', 'conversations', 'provider');
INSERT INTO rxchat_added VALUES ('column', 'usage_tracking', 'provider');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'provider');
INSERT INTO rxchat_added VALUES ('index', 'conversations', 'idx_conversations_provider');
INSERT INTO rxchat_added VALUES ('index', 'usage_tracking', 'idx_usage_tracking_provider');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'status');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'model');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'thinking');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'error');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'raw_finish_reason');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'cost');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'currency');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'input_tokens');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'output_tokens');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'cache_read_tokens');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'cache_write_tokens');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'reasoning_tokens');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'latency_ms');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'first_ms');
INSERT INTO rxchat_added VALUES ('column', 'usage_tracking', 'status');
INSERT INTO rxchat_added VALUES ('column', 'usage_tracking', 'failure_code');
INSERT INTO rxchat_added VALUES ('column', 'usage_tracking', 'currency');
INSERT INTO rxchat_added VALUES ('column', 'usage_tracking', 'cache_read_tokens');
INSERT INTO rxchat_added VALUES ('column', 'usage_tracking', 'cache_write_tokens');
INSERT INTO rxchat_added VALUES ('column', 'usage_tracking', 'reasoning_tokens');
INSERT INTO rxchat_added VALUES ('column', 'usage_tracking', 'latency_ms');
INSERT INTO rxchat_added VALUES ('column', 'usage_tracking', 'first_ms');
INSERT INTO rxchat_added VALUES ('index', 'messages', 'ix_messages_reading');
INSERT INTO rxchat_added VALUES ('index', 'messages', 'ix_messages_parent');
INSERT INTO rxchat_added VALUES ('index', 'messages', 'ix_messages_streaming');
INSERT INTO rxchat_added VALUES ('table', 'key_checks', 'key_checks');
INSERT INTO rxchat_added VALUES ('index', 'conversations', 'ix_conversations_recent');
INSERT INTO rxchat_added VALUES ('table', 'sessions', 'sessions');
INSERT INTO rxchat_added VALUES ('table', 'sign_in_links', 'sign_in_links');
INSERT INTO rxchat_added VALUES ('index', 'sessions', 'ix_sessions_user');
INSERT INTO rxchat_added VALUES ('column', 'users', 'password_hash');
INSERT INTO rxchat_added VALUES ('column', 'users', 'is_disabled');
INSERT INTO rxchat_added VALUES ('column', 'api_keys', 'base_url');
INSERT INTO rxchat_added VALUES ('column', 'api_keys', 'key_hint');
INSERT INTO rxchat_added VALUES ('table', 'rxchat_message_places', 'rxchat_message_places');
INSERT INTO rxchat_added VALUES ('table', 'spend_caps', 'spend_caps');
INSERT INTO rxchat_added VALUES ('index', 'usage_tracking', 'ix_usage_person_second');
INSERT INTO rxchat_added VALUES ('table', 'provider_health', 'provider_health');
INSERT INTO rxchat_added VALUES ('table', 'custom_endpoints', 'custom_endpoints');
INSERT INTO rxchat_added VALUES ('column', 'conversations', 'current_message_id');
INSERT INTO rxchat_added VALUES ('column', 'conversations', 'import_id');
INSERT INTO rxchat_added VALUES ('index', 'conversations', 'ix_conversations_import');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'notes');
INSERT INTO rxchat_added VALUES ('table', 'image_uploads', 'image_uploads');
INSERT INTO rxchat_added VALUES ('index', 'image_uploads', 'ix_image_uploads_user');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'image_count');
INSERT INTO rxchat_added VALUES ('table', 'typed_models', 'typed_models');
INSERT INTO rxchat_added VALUES ('column', 'api_keys', 'wait_seconds');
INSERT INTO rxchat_added VALUES ('table', 'adopted_files', 'adopted_files');
INSERT INTO rxchat_added VALUES ('table', 'legacy_ids', 'legacy_ids');
INSERT INTO rxchat_added VALUES ('column', 'conversations', 'trashed_at');
INSERT INTO rxchat_added VALUES ('column', 'conversations', 'has_unread');
INSERT INTO rxchat_added VALUES ('table', 'share_snapshots', 'share_snapshots');
INSERT INTO rxchat_added VALUES ('table', 'share_snapshot_messages', 'share_snapshot_messages');
INSERT INTO rxchat_added VALUES ('index', 'shared_conversations', 'ix_shared_conversations_conversation');
INSERT INTO rxchat_added VALUES ('index', 'artifacts', 'ix_artifacts_message');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'variation_group_id');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'variation_index');
INSERT INTO rxchat_added VALUES ('index', 'rxchat_message_places', 'ix_message_places_place');
INSERT INTO rxchat_added VALUES ('column', 'adopted_files', 'digest');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'reasoning_ms');
INSERT INTO rxchat_added VALUES ('column', 'projects', 'default_provider');
INSERT INTO rxchat_added VALUES ('column', 'projects', 'default_model');
INSERT INTO rxchat_added VALUES ('column', 'projects', 'monthly_limit');
INSERT INTO rxchat_added VALUES ('index', 'conversations', 'ix_conversations_project');
INSERT INTO rxchat_added VALUES ('index', 'conversation_folders', 'ix_conversation_folders_user');
INSERT INTO rxchat_added VALUES ('index', 'conversation_folders', 'ix_conversation_folders_parent');
INSERT INTO rxchat_added VALUES ('index', 'conversation_folder_items', 'ix_conversation_folder_items_folder');
INSERT INTO rxchat_added VALUES ('index', 'conversation_folder_items', 'ix_conversation_folder_items_conversation');
INSERT INTO rxchat_added VALUES ('column', 'artifacts', 'is_unfinished');
INSERT INTO rxchat_added VALUES ('column', 'artifacts', 'is_edit');
INSERT INTO rxchat_added VALUES ('column', 'artifacts', 'deleted_at');
INSERT INTO rxchat_added VALUES ('table', 'turn_keys', 'turn_keys');
INSERT INTO rxchat_added VALUES ('index', 'turn_keys', 'ix_turn_keys_user');
INSERT INTO rxchat_added VALUES ('index', 'turn_keys', 'ix_turn_keys_reply');
INSERT INTO rxchat_added VALUES ('column', 'api_keys', 'cache_seconds');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'summary');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'summary_last_id');
INSERT INTO rxchat_added VALUES ('table', 'program_tokens', 'program_tokens');
INSERT INTO rxchat_added VALUES ('column', 'usage_tracking', 'token_id');
INSERT INTO rxchat_added VALUES ('column', 'custom_endpoints', 'certificate_authority');
INSERT INTO rxchat_added VALUES ('table', 'workers', 'workers');
INSERT INTO rxchat_added VALUES ('table', 'worker_events', 'worker_events');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'worker_id');
INSERT INTO rxchat_added VALUES ('column', 'messages', 'stop_requested_at');
INSERT INTO rxchat_added VALUES ('table', 'sign_in_failures', 'sign_in_failures');
INSERT INTO rxchat_added VALUES ('table', 'import_runs', 'import_runs');
INSERT INTO rxchat_added VALUES ('index', 'sign_in_failures', 'ix_sign_in_failures_key');
