CREATE SCHEMA IF NOT EXISTS chat_message;

CREATE TABLE IF NOT EXISTS chat_message.inbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    from_id BIGINT NOT NULL,
    to_id BIGINT NOT NULL,
    group_id BIGINT,
    text VARCHAR(4000) NOT NULL,
    sent_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    acknowledged BOOLEAN DEFAULT FALSE NOT NULL
);

CREATE INDEX IF NOT EXISTS chat_message.inbox_receiver ON chat_message.inbox (to_id, acknowledged, id);
CREATE INDEX IF NOT EXISTS chat_message.inbox_conversation ON chat_message.inbox (from_id, to_id, id);
