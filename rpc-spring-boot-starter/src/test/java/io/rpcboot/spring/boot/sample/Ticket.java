package io.rpcboot.spring.boot.sample;

/** From where to where, and which thread sold it. */
public record Ticket(String from, String to, String soldBy) {}
