package io.rpcboot.demo.user;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The account that the module makes on an empty database.
 *
 * @param administratorName its name
 * @param administratorPassword its password, until it is changed
 */
@ConfigurationProperties("chat.user")
record UserProperties(
        @DefaultValue("admin") String administratorName,
        @DefaultValue("admin-secret") String administratorPassword) {}
