CREATE SCHEMA IF NOT EXISTS chat_group;

CREATE TABLE IF NOT EXISTS chat_group.talk_group (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name VARCHAR(32) NOT NULL UNIQUE,
    owner_id BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS chat_group.member (
    group_id BIGINT NOT NULL REFERENCES chat_group.talk_group (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (group_id, user_id)
);

CREATE INDEX IF NOT EXISTS chat_group.member_user ON chat_group.member (user_id);
