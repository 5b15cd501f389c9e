package io.rpcboot.demo.api;

/**
 * How busy the chat system is, as the admin module sees it.
 *
 * @param users how many users there are
 * @param online how many of them are logged in
 * @param messages how many messages were delivered to inboxes
 * @param announcements how many announcements were made
 * @param version the version of the admin module that answers
 * @param pid the operating system's id of the process that answers
 */
public record Activity(int users, int online, long messages, int announcements, String version, long pid) {}
