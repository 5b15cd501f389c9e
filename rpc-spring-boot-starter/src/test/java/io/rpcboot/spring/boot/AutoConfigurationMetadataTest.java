package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

class AutoConfigurationMetadataTest {

    /** Without it Spring Boot reads each of the classes to learn this, at each start. */
    @Test
    void springBootKnowsTheConditionsOfAutoConfigurationsWithoutReadingThem() throws IOException {
        Properties metadata = PropertiesLoaderUtils.loadProperties(new ClassPathResource(
                "META-INF/spring-autoconfigure-metadata.properties", getClass().getClassLoader()));

        assertThat(metadata).containsKey(RpcHealthAutoConfiguration.class.getName() + ".ConditionalOnClass");
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .filteredOn(name -> name.startsWith("io.rpcboot."))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(metadata).containsKey(name));
    }
}
