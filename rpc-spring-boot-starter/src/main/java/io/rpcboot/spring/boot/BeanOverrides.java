package io.rpcboot.spring.boot;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Knows the objects that were put into the context as they are, before it made any bean: that is what
 * {@code @MockitoBean} and {@code @TestBean} do, and such an object stands in for a remote service. Unordered, so that
 * it comes after whoever does so.
 */
final class BeanOverrides implements BeanFactoryPostProcessor {

    private List<String> names = List.of();

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        names = List.of(beans.getSingletonNames());
    }

    /**
     * The object that stands in for services of this type; null if there is none.
     *
     * @param dependencyName the name of the field or parameter, which decides among several
     */
    @Nullable
    Object find(ConfigurableListableBeanFactory beans, Class<?> type, @Nullable String dependencyName) {
        List<String> candidates = new ArrayList<>();
        for (String name : names) {
            if (beans.containsSingleton(name) && beans.isTypeMatch(name, type)) {
                candidates.add(name);
            }
        }
        if (candidates.isEmpty()) {
            return null;
        }
        if (candidates.size() > 1) {
            if (dependencyName == null || !candidates.contains(dependencyName)) {
                throw new NoUniqueBeanDefinitionException(type, candidates);
            }
            return beans.getBean(dependencyName);
        }
        return beans.getBean(candidates.get(0));
    }
}
