package io.rpcboot.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.rules.Condition.Attribute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written as rules is read as it was meant; whatever else is written is refused and nothing worse. */
class RulesPropertyTest {

    @Property(tries = 500)
    void rulesAreReadAsTheyAreWritten(@ForAll("rules") ServiceRules rules) {
        assertThat(ServiceRules.parse(json(rules))).isEqualTo(rules);
    }

    @Property(tries = 3_000)
    void damagedRulesAreReadOrRefused(
            @ForAll("rules") ServiceRules rules,
            @ForAll int place,
            @ForAll("junk") String junk,
            @ForAll boolean insert) {
        String text = json(rules);
        int at = Math.floorMod(place, text.length());
        String damaged = text.substring(0, at) + junk + text.substring(insert ? at : Math.min(text.length(), at + 1));
        try {
            assertThat(ServiceRules.parse(damaged)).isNotNull();
        } catch (RulesException e) {
            assertThat(e).hasMessageNotContaining("\n");
        }
    }

    @Property(tries = 1_000)
    void anyTextIsReadOrRefused(@ForAll String text) {
        assertThatThrownBy(() -> ServiceRules.parse(text)).isInstanceOf(RulesException.class);
    }

    @Provide
    Arbitrary<String> junk() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(3),
                Arbitraries.of("{", "}", "[", "]", "\"", ":", ",", "-", "1e999999999", "null", "true", "\\u0000", "\\"),
                Arbitraries.of("[", "{\"a\":", "9").map(text -> text.repeat(2_000)));
    }

    @Provide
    Arbitrary<ServiceRules> rules() {
        Arbitrary<InstanceRule> instance = Combinators.combine(
                        texts(), Arbitraries.integers().greaterOrEqual(0))
                .as((texts, weight) -> new InstanceRule(Route.of(texts).required(), weight));
        Arbitrary<Route> route = Combinators.combine(texts(), wishes()).as((required, preferred) -> {
            Map<Attribute, String> all = new LinkedHashMap<>(required);
            preferred.forEach((attribute, text) -> all.put(attribute, text + "?"));
            return Route.of(all);
        });
        return Combinators.combine(
                        instance.list().ofMaxSize(4),
                        Arbitraries.maps(Arbitraries.strings().ofMaxLength(8), route)
                                .ofMaxSize(4))
                .as(ServiceRules::new);
    }

    /** Of which none ends in a question mark. */
    private static Arbitrary<Map<Attribute, String>> texts() {
        return Arbitraries.maps(
                        Arbitraries.of(Attribute.class),
                        Arbitraries.strings()
                                .ofMaxLength(6)
                                .filter(text -> !text.endsWith("?") && !text.startsWith("[") && !text.startsWith("(")))
                .ofMinSize(1);
    }

    private static Arbitrary<Map<Attribute, String>> wishes() {
        return texts().map(texts -> texts.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static String json(ServiceRules rules) {
        String instances = rules.instances().stream()
                .map(rule -> "{\"match\":" + json(rule.match(), "") + ",\"weight\":" + rule.weight() + "}")
                .collect(Collectors.joining(",", "[", "]"));
        Map<String, String> methods = new LinkedHashMap<>();
        rules.methods().forEach((method, route) -> {
            String required = json(route.required(), "");
            String preferred = json(route.preferred(), "?");
            methods.put(
                    method,
                    required.equals("{}")
                            ? preferred
                            : preferred.equals("{}")
                                    ? required
                                    : required.substring(0, required.length() - 1) + "," + preferred.substring(1));
        });
        return "{\"instances\":" + instances + ",\"methods\":"
                + methods.entrySet().stream()
                        .map(each -> quoted(each.getKey()) + ":" + each.getValue())
                        .collect(Collectors.joining(",", "{", "}"))
                + "}";
    }

    private static String json(List<Condition> conditions, String suffix) {
        return conditions.stream()
                .map(condition -> {
                    String key = condition
                            .toString()
                            .substring(0, condition.toString().indexOf(' '));
                    String asked = condition.asked();
                    return "\"" + key + "\":" + quoted(asked.substring(1, asked.length() - 1) + suffix);
                })
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> quoted.append(String.format("\\u%04x", c)));
        return quoted.append('"').toString();
    }
}
