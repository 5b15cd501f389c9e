package io.rpcboot.spring.boot;

import io.rpcboot.spring.RpcService;
import java.util.List;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** Finds {@code @RpcService} classes in the packages that {@code rpc.scan.base-packages} adds to the application's own. */
final class RpcServiceScan implements ImportBeanDefinitionRegistrar {

    private final Environment environment;
    private final ResourceLoader resourceLoader;

    RpcServiceScan(Environment environment, ResourceLoader resourceLoader) {
        this.environment = environment;
        this.resourceLoader = resourceLoader;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        List<String> packages = Binder.get(environment)
                .bind("rpc.scan.base-packages", Bindable.listOf(String.class))
                .orElse(List.of());
        if (!packages.isEmpty()) {
            ClassPathBeanDefinitionScanner scanner =
                    new ClassPathBeanDefinitionScanner(registry, false, environment, resourceLoader);
            scanner.addIncludeFilter(new AnnotationTypeFilter(RpcService.class));
            scanner.scan(packages.toArray(String[]::new));
        }
    }
}
