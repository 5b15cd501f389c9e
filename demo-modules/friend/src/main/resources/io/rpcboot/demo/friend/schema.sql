CREATE SCHEMA IF NOT EXISTS chat_friend;

-- One row a direction. The friend's name stands here too, because a list of friends must not need the user module.
CREATE TABLE IF NOT EXISTS chat_friend.friendship (
    user_id BIGINT NOT NULL,
    friend_id BIGINT NOT NULL,
    friend_name VARCHAR(32) NOT NULL,
    friend_administrator BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, friend_id)
);

CREATE INDEX IF NOT EXISTS chat_friend.friendship_friend ON chat_friend.friendship (friend_id);
