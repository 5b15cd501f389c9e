CREATE SCHEMA IF NOT EXISTS chat_user;

CREATE TABLE IF NOT EXISTS chat_user.account (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name VARCHAR(32) NOT NULL UNIQUE,
    password_hash VARCHAR(100) NOT NULL,
    administrator BOOLEAN NOT NULL,
    online BOOLEAN DEFAULT FALSE NOT NULL,
    last_login TIMESTAMP(6) WITH TIME ZONE,
    friends INT DEFAULT 0 NOT NULL
);

-- Who reads the database learns no session from it.
CREATE TABLE IF NOT EXISTS chat_user.session (
    secret_hash VARCHAR(64) PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES chat_user.account (id) ON DELETE CASCADE,
    ends TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
