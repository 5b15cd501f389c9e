package io.rpcboot.demo.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.stereotype.Component;

/** The version that the build gave to this jar. */
@Component
class ModuleVersion {

    private final String value;

    ModuleVersion() {
        try {
            value = PropertiesLoaderUtils.loadProperties(new ClassPathResource("module.properties", getClass()))
                    .getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String value() {
        return value;
    }
}
