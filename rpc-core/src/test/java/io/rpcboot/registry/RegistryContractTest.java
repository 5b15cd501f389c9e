package io.rpcboot.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rpcboot.core.ServiceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every registry promises, in the words of {@link ServiceRegistry} and {@link ServiceDiscovery}. */
public abstract class RegistryContractTest {

    protected static final String SERVICE = "chat.FriendService";

    /** A party that publishes; a new one at each call, all in the same registry. */
    protected abstract ServiceRegistry newRegistry();

    /** A party that follows; a new one at each call, in the same registry. */
    protected abstract ServiceDiscovery newDiscovery();

    /** Somebody writes the rules of a service in the same registry; null removes them. */
    protected abstract void writeRules(String service, String rules) throws Exception;

    @Test
    protected void aConsumerSeesWhatAProviderRegistersWithAllItSays() {
        Heard heard = subscribe(newDiscovery(), SERVICE);
        RpcInstance instance = new RpcInstance(
                new ServiceId(SERVICE, "blue", "1.2"),
                "10.1.2.3:7001-ab12",
                "10.1.2.3",
                7001,
                new RpcInstance.Attributes("chat", "canary", "eu-1", "backup", 0, 0xfedcba9876543210L));

        Registration registration = newRegistry().register(instance);

        heard.awaitExactly(instance);
        assertThat(registration.whenRegistered().toCompletableFuture()).succeedsWithin(5, TimeUnit.SECONDS);
    }

    @Test
    protected void aConsumerThatComesLaterSeesWhatIsThere() throws Exception {
        RpcInstance one = instance(SERVICE, "a:1-x");
        register(newRegistry(), one);

        subscribe(newDiscovery(), SERVICE).awaitExactly(one);
    }

    @Test
    protected void aServiceThatNobodyOffersIsAnEmptyList() {
        Heard heard = subscribe(newDiscovery(), "chat.Nobody");

        heard.awaitExactly();
        assertThat(heard.lists).hasSize(1);
    }

    @Test
    protected void closingARegistrationWithdrawsThatInstanceOnly() throws Exception {
        ServiceRegistry registry = newRegistry();
        RpcInstance one = instance(SERVICE, "a:1-x");
        RpcInstance two = instance(SERVICE, "b:2-y");
        Registration first = register(registry, one);
        register(registry, two);
        Heard heard = subscribe(newDiscovery(), SERVICE);
        heard.awaitExactly(one, two);

        first.close();
        first.close();

        heard.awaitExactly(two);
    }

    @Test
    protected void closingTheRegistryWithdrawsAllOfItsInstancesAndNoOthers() throws Exception {
        ServiceRegistry leaving = newRegistry();
        RpcInstance staying = instance(SERVICE, "c:3-z");
        register(leaving, instance(SERVICE, "a:1-x"));
        register(leaving, instance(SERVICE, "b:2-y"));
        register(newRegistry(), staying);
        Heard heard = subscribe(newDiscovery(), SERVICE);
        heard.awaitSize(3);

        leaving.close();

        heard.awaitExactly(staying);
    }

    @Test
    protected void groupsAndVersionsOfOneProcessDoNotCollide() throws Exception {
        ServiceRegistry registry = newRegistry();
        RpcInstance plain = instance(SERVICE, "a:1-x");
        RpcInstance v2 = of(new ServiceId(SERVICE, "", "2"), "a:1-x");
        RpcInstance blue = of(new ServiceId(SERVICE, "blue", ""), "a:1-x");
        register(registry, plain);
        register(registry, v2);
        register(registry, blue);

        subscribe(newDiscovery(), SERVICE).awaitExactly(plain, v2, blue);
    }

    @Test
    protected void theSameInstanceTwiceIsRefusedUntilItIsWithdrawn() throws Exception {
        ServiceRegistry registry = newRegistry();
        RpcInstance instance = instance(SERVICE, "a:1-x");
        Registration first = register(registry, instance);

        assertThatThrownBy(() -> registry.register(instance))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(SERVICE)
                .hasMessageContaining("a:1-x")
                .hasMessageContaining("already");

        first.close();
        register(registry, instance);
        subscribe(newDiscovery(), SERVICE).awaitExactly(instance);
    }

    @Test
    protected void servicesAreToldApart() throws Exception {
        ServiceRegistry registry = newRegistry();
        RpcInstance friend = instance(SERVICE, "a:1-x");
        RpcInstance longer = instance(SERVICE + "s", "a:1-x");
        register(registry, longer);
        register(registry, friend);
        ServiceDiscovery discovery = newDiscovery();

        subscribe(discovery, SERVICE).awaitExactly(friend);
        subscribe(discovery, SERVICE + "s").awaitExactly(longer);
    }

    @Test
    protected void severalListenersOfOneServiceHearTheSame() throws Exception {
        ServiceDiscovery discovery = newDiscovery();
        RpcInstance one = instance(SERVICE, "a:1-x");
        Heard first = subscribe(discovery, SERVICE);
        first.awaitExactly();
        Heard second = subscribe(discovery, SERVICE);
        second.awaitExactly();

        register(newRegistry(), one);

        first.awaitExactly(one);
        second.awaitExactly(one);
    }

    @Test
    protected void aClosedSubscriptionHearsNothingMoreWhileOthersDo() throws Exception {
        ServiceDiscovery discovery = newDiscovery();
        Heard leaving = new Heard();
        ServiceDiscovery.Subscription subscription = discovery.subscribe(SERVICE, leaving);
        leaving.awaitExactly();
        Heard staying = subscribe(discovery, SERVICE);
        staying.awaitExactly();

        subscription.close();
        subscription.close();
        RpcInstance one = instance(SERVICE, "a:1-x");
        register(newRegistry(), one);

        staying.awaitExactly(one);
        assertThat(leaving.lists).containsExactly(List.of());
    }

    @Test
    protected void aServiceCanBeFollowedAgainAfterItsLastSubscriptionWasClosed() throws Exception {
        ServiceDiscovery discovery = newDiscovery();
        Heard first = new Heard();
        ServiceDiscovery.Subscription subscription = discovery.subscribe(SERVICE, first);
        first.awaitExactly();
        subscription.close();

        Heard again = subscribe(discovery, SERVICE);
        again.awaitExactly();
        RpcInstance one = instance(SERVICE, "a:1-x");
        register(newRegistry(), one);

        again.awaitExactly(one);
    }

    @Test
    protected void aListenerThatThrowsHarmsNobody() throws Exception {
        ServiceDiscovery discovery = newDiscovery();
        discovery.subscribe(SERVICE, list -> {
            throw new IllegalStateException("thrown by a test");
        });
        Heard heard = subscribe(discovery, SERVICE);
        RpcInstance one = instance(SERVICE, "a:1-x");

        register(newRegistry(), one);

        heard.awaitExactly(one);
    }

    @Test
    protected void listsCannotBeChanged() {
        Heard heard = subscribe(newDiscovery(), SERVICE);
        heard.awaitExactly();

        assertThat(heard.last()).isUnmodifiable();
    }

    @Test
    protected void rulesAreHeardAsTheyAreWrittenAndWhenTheyAreGone() throws Exception {
        Heard heard = subscribe(newDiscovery(), SERVICE);
        heard.awaitExactly();
        assertThat(heard.rules).isEmpty();

        writeRules(SERVICE + "s", "of another service");
        writeRules(SERVICE, "{}");
        heard.awaitRules("{}");
        writeRules(SERVICE, "nonsense, for all the registry knows");
        heard.awaitRules("nonsense, for all the registry knows");
        writeRules(SERVICE, null);
        heard.awaitRules(null);
        assertThat(heard.lists).hasSize(1);
        assertThat(heard.rules).hasSize(3);
    }

    @Test
    protected void rulesThatAreThereAreHeardBeforeTheFirstInstancesByEveryListener() throws Exception {
        writeRules(SERVICE, "{}");
        ServiceDiscovery discovery = newDiscovery();
        Heard first = subscribe(discovery, SERVICE);
        first.awaitExactly();
        Heard second = subscribe(discovery, SERVICE);
        second.awaitExactly();

        assertThat(first.listsBeforeRules).isZero();
        assertThat(second.listsBeforeRules).isZero();
        assertThat(first.rules).hasSize(1);
        assertThat(second.rules).hasSize(1);
    }

    @Test
    protected void aListenerThatThrowsOverRulesHarmsNobody() throws Exception {
        ServiceDiscovery discovery = newDiscovery();
        Heard failing = new Heard() {
            @Override
            public void onRules(String text) {
                throw new IllegalStateException("thrown by a test");
            }
        };
        discovery.subscribe(SERVICE, failing);
        Heard heard = subscribe(discovery, SERVICE);

        writeRules(SERVICE, "{}");

        heard.awaitRules("{}");
        register(newRegistry(), instance(SERVICE, "a:1-x"));
        failing.awaitExactly(instance(SERVICE, "a:1-x"));
    }

    @Test
    protected void theDescriptionNamesTheRegistryAndItsState() {
        ServiceDiscovery discovery = newDiscovery();
        subscribe(discovery, SERVICE).awaitExactly();

        assertThat(discovery.describe()).endsWith(" (connected)");
    }

    @Test
    protected void afterItsEndNothingCanBeFollowed() {
        ServiceDiscovery discovery = newDiscovery();
        discovery.close();

        assertThatThrownBy(() -> discovery.subscribe(SERVICE, list -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
    }

    protected static Registration register(ServiceRegistry registry, RpcInstance instance) throws Exception {
        Registration registration = registry.register(instance);
        registration.whenRegistered().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return registration;
    }

    protected static Heard subscribe(ServiceDiscovery discovery, String service) {
        Heard heard = new Heard();
        discovery.subscribe(service, heard);
        return heard;
    }

    /** An instance of the default group and version; the process id begins with {@code host:port}. */
    protected static RpcInstance instance(String service, String processId) {
        return of(ServiceId.of(service), processId);
    }

    protected static RpcInstance of(ServiceId service, String processId) {
        String[] parts = processId.split("[:-]");
        return new RpcInstance(
                service, processId, parts[0], Integer.parseInt(parts[1]), RpcInstance.Attributes.DEFAULT);
    }

    /** A listener that remembers. */
    protected static class Heard implements ServiceDiscovery.Listener {

        public final List<List<RpcInstance>> lists = new CopyOnWriteArrayList<>();

        /** Empty for none. */
        public final List<Optional<String>> rules = new CopyOnWriteArrayList<>();

        /** How many lists were heard before the last rules. */
        public volatile int listsBeforeRules = -1;

        @Override
        public void onRules(String text) {
            listsBeforeRules = lists.size();
            rules.add(Optional.ofNullable(text));
        }

        public void awaitRules(String text) {
            await().pollInterval(Duration.ofMillis(10))
                    .untilAsserted(() -> assertThat(rules).isNotEmpty().last().isEqualTo(Optional.ofNullable(text)));
        }

        @Override
        public void onInstances(List<RpcInstance> instances) {
            lists.add(instances);
        }

        public List<RpcInstance> last() {
            return lists.get(lists.size() - 1);
        }

        public void awaitExactly(RpcInstance... instances) {
            awaitExactly(Duration.ofSeconds(10), instances);
        }

        public void awaitExactly(Duration within, RpcInstance... instances) {
            await().atMost(within)
                    .pollInterval(Duration.ofMillis(10))
                    .untilAsserted(() -> assertThat(lists)
                            .isNotEmpty()
                            .last()
                            .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(RpcInstance.class))
                            .containsExactlyInAnyOrder(instances));
        }

        public void awaitSize(int size) {
            await().pollInterval(Duration.ofMillis(10)).until(() -> !lists.isEmpty() && last().size() == size);
        }
    }
}
