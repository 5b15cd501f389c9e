package io.rpcboot.testing;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;

/** The class path once more, but for one library; its classes are others than the test's. */
public final class ClassPathWithout extends URLClassLoader {

    private final String prefix;

    /** All but the classes whose names begin like this. */
    public ClassPathWithout(String prefix) {
        super(
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(ClassPathWithout::url)
                        .toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader());
        this.prefix = prefix;
    }

    private static URL url(String path) {
        try {
            return new File(path).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(prefix)) {
            throw new ClassNotFoundException(name);
        }
        return super.loadClass(name, resolve);
    }
}
