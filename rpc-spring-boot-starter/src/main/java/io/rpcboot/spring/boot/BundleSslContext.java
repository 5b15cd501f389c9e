package io.rpcboot.spring.boot;

import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** What TLS works with, from an SSL bundle of Spring Boot's; follows the bundle when it is reloaded. */
final class BundleSslContext implements Supplier<SSLContext> {

    private volatile SSLContext current;

    private BundleSslContext(SslBundle bundle) {
        current = bundle.createSslContext();
    }

    /** The context of the bundle of this name; null if the property that would name one is not set. */
    static @Nullable BundleSslContext of(@Nullable String bundle, String property, ObjectProvider<SslBundles> bundles) {
        if (bundle == null || bundle.isBlank()) {
            return null;
        }
        SslBundles known = bundles.getIfAvailable();
        if (known == null || !known.getBundleNames().contains(bundle)) {
            throw new RpcStartException(
                    property + " names the SSL bundle \"" + bundle + "\", which does not exist"
                            + (known == null ? "." : "; there are " + known.getBundleNames() + "."),
                    "Define it, with spring.ssl.bundle.jks." + bundle + ".* or spring.ssl.bundle.pem." + bundle
                            + ".*, or correct " + property + ".");
        }
        BundleSslContext context = new BundleSslContext(known.getBundle(bundle));
        known.addBundleUpdateHandler(bundle, updated -> context.current = updated.createSslContext());
        return context;
    }

    @Override
    public SSLContext get() {
        return current;
    }
}
