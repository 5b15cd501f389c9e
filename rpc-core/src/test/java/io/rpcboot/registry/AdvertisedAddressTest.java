package io.rpcboot.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.registry.AdvertisedAddress.Candidate;
import io.rpcboot.registry.AdvertisedAddress.Wishes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertisedAddressTest {

    private static final List<Candidate> MACHINE = List.of(
            new Candidate("lo", ip("127.0.0.1")),
            new Candidate("lo", ip("::1")),
            new Candidate("docker0", ip("172.17.0.1")),
            new Candidate("eth0", ip("fe80::1")),
            new Candidate("eth0", ip("fd00::5")),
            new Candidate("eth0", ip("10.1.2.3")),
            new Candidate("eth1", ip("192.168.7.8")));

    private static final List<RegistryAddress.Host> REGISTRY = List.of(new RegistryAddress.Host("zk", 2181));

    @Test
    void whatTheUserSaysIsTakenAsItIs() {
        assertThat(choose(wishes("friend.example.org", "10.9.9.9", "eth1", "10.0.0.0/8", ""), "192.168.7.8"))
                .isEqualTo(new AdvertisedAddress("friend.example.org", "set by rpc.server.advertised-host"));
    }

    @Test
    void aServerThatIsBoundToOneAddressAdvertisesIt() {
        assertThat(choose(wishes("", "192.168.7.8", "", "10.0.0.0/8", ""), "10.1.2.3"))
                .isEqualTo(new AdvertisedAddress("192.168.7.8", "the server is bound to it"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "[::]", "*", ""})
    void aWildcardIsNoAddress(String bound) {
        assertThat(choose(wishes(null, bound, "", "", ""), "10.1.2.3").host()).isEqualTo("10.1.2.3");
    }

    @Test
    void aPreferredNetworkBeatsThePreferredInterfaceAndTheRoute() {
        assertThat(choose(wishes(null, null, "docker0", "11.0.0.0/8,192.168.0.0/16", ""), "10.1.2.3"))
                .isEqualTo(new AdvertisedAddress("192.168.7.8", "in the preferred network 192.168.0.0/16"));
        assertThat(choose(wishes(null, null, "", "fd00::/8", ""), "10.1.2.3").host())
                .isEqualTo("fd00:0:0:0:0:0:0:5");
        assertThat(choose(wishes(null, null, "", "10.1.2.3", ""), "192.168.7.8").host())
                .isEqualTo("10.1.2.3");
        assertThat(choose(wishes(null, null, "", "10.1.2.0/31", ""), "192.168.7.8")
                        .host())
                .isEqualTo("192.168.7.8");
    }

    @Test
    void aPreferredInterfaceBeatsTheRoute() {
        assertThat(choose(wishes(null, null, "wlan*,eth*", "", ""), "192.168.7.8"))
                .isEqualTo(new AdvertisedAddress("10.1.2.3", "of the preferred interface eth0"));
        assertThat(choose(wishes(null, null, "*1", "", ""), "10.1.2.3").host()).isEqualTo("192.168.7.8");
    }

    @Test
    void withoutWishesTheRouteToTheRegistryDecides() {
        assertThat(choose(Wishes.NONE, "192.168.7.8"))
                .isEqualTo(new AdvertisedAddress("192.168.7.8", "source address of the route to zk:2181"));
    }

    @Test
    void aRegistryOnLoopbackMeansOneMachine() {
        assertThat(choose(Wishes.NONE, "127.0.0.1"))
                .isEqualTo(new AdvertisedAddress("127.0.0.1", "source address of the route to zk:2181"));
    }

    @Test
    void withoutARouteItIsTheFirstAddressThatOthersCanReach() {
        assertThat(choose(wishes(null, null, "", "", "docker*"), null))
                .isEqualTo(new AdvertisedAddress("10.1.2.3", "first address that is not loopback, of eth0"));
    }

    @Test
    void ignoredInterfacesAreNeverChosenNotEvenByTheRoute() {
        assertThat(choose(wishes(null, null, "eth0", "10.0.0.0/8", "docker*,eth0"), "10.1.2.3")
                        .host())
                .isEqualTo("192.168.7.8");
    }

    @Test
    void aMachineWithoutANetworkHasLoopback() {
        assertThat(AdvertisedAddress.choose(Wishes.NONE, List.of(), () -> MACHINE.subList(0, 2), host -> null))
                .isEqualTo(new AdvertisedAddress("127.0.0.1", "loopback, because there is no other address"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "fd00::/129", "256.1.1.1/8", "eth0", ""})
    void aNetworkThatIsNoneIsRefused(String network) {
        Wishes wishes = new Wishes(null, null, List.of(), List.of(network), List.of());

        assertThatThrownBy(() -> choose(wishes, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rpc.network.preferred-networks: \"" + network
                        + "\" is not a network; write it as 10.0.0.0/8 or fd00::/8");
    }

    @Test
    void onARealMachineTheWayToLoopbackIsLoopback() {
        assertThat(AdvertisedAddress.choose(Wishes.NONE, List.of(new RegistryAddress.Host("127.0.0.1", 2181))))
                .isEqualTo(new AdvertisedAddress("127.0.0.1", "source address of the route to 127.0.0.1:2181"));
    }

    private static AdvertisedAddress choose(Wishes wishes, String routeSource) {
        return AdvertisedAddress.choose(
                wishes, REGISTRY, () -> MACHINE, host -> routeSource == null ? null : ip(routeSource));
    }

    private static Wishes wishes(String advertised, String bound, String interfaces, String networks, String ignored) {
        return new Wishes(advertised, bound, list(interfaces), list(networks), list(ignored));
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(","));
    }

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
