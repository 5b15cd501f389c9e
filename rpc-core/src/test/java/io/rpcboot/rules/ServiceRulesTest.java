package io.rpcboot.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.RpcInstance.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceRulesTest {

    private static final RpcInstance INSTANCE = new RpcInstance(
            new ServiceId("chat.Bank", "blue", "1.2"),
            "p",
            "10.0.0.3",
            7001,
            new Attributes("teller", "cpu", "eu-1", Attributes.PRIMARY, 100, 0));

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"address\":\"10.0.0.3:7001\" | true",
                "\"address\":\"10.0.0.3:*\"    | true",
                "\"address\":\"10.0.0.4:*\"    | false",
                "\"application\":\"teller\"    | true",
                "\"application\":\"cashier\"   | false",
                "\"group\":\"blue\"            | true",
                "\"group\":\"\"                | false",
                "\"tag\":\"cpu\"               | true",
                "\"tag\":\"c*\"                | true",
                "\"tag\":\"io\"                | false",
                "\"version\":\"1.2\"           | true",
                "\"version\":\"[1,2)\"         | true",
                "\"version\":\"[2,)\"          | false",
                "\"zone\":\"eu-*\"             | true",
                "\"zone\":\"us-1\"             | false",
                "\"tag\":\"cpu\",\"zone\":\"eu-1\" | true",
                "\"tag\":\"cpu\",\"zone\":\"us-1\" | false",
            })
    void aWeightIsForInstancesThatAreAllThatTheRuleNames(String match, boolean concerned) {
        ServiceRules rules = ServiceRules.parse("{\"instances\":[{\"match\":{" + match + "},\"weight\":7}]}");
        assertThat(rules.of(INSTANCE) != null).isEqualTo(concerned);
    }

    @Test
    void theFirstRuleThatConcernsAnInstanceCounts() {
        ServiceRules rules = ServiceRules.parse("""
                {"instances": [
                  {"match": {"tag": "io"}, "weight": 1},
                  {"weight": 2, "match": {"tag": "cpu"}},
                  {"match": {"zone": "eu-1"}, "weight": 3}
                ]}""");
        assertThat(rules.of(INSTANCE)).hasToString("weight 2 by the rule for tag \"cpu\"");
    }

    @Test
    void aMethodGoesWhereItMustAndIfPossibleWhereItHadBetter() {
        ServiceRules rules = ServiceRules.parse("""
                {"methods": {"search": {"tag": "io", "version": "[1,2)", "zone": "eu-2?"}}}""");
        Route route = rules.route("search");
        assertThat(route.missing(INSTANCE)).hasToString("tag \"io\"");
        assertThat(route.preferred())
                .singleElement()
                .satisfies(zone -> assertThat(zone.isMetBy(INSTANCE)).isFalse());
        assertThat(route).hasToString("only tag \"io\", version \"[1,2)\", preferably zone \"eu-2\"");
        assertThat(rules.route("find")).isEqualTo(Route.ANYWHERE);
    }

    @Test
    void rulesMaySayNothing() {
        assertThat(ServiceRules.parse("{}")).isEqualTo(ServiceRules.NONE).hasToString("none");
        assertThat(ServiceRules.parse(" {\"instances\":[],\"methods\":{}} ")).isEqualTo(ServiceRules.NONE);
    }

    @Test
    void rulesAreEqualIfTheySayTheSame() {
        String text = """
                {"instances": [{"match": {"tag": "io"}, "weight": 1}], "methods": {"search": {"tag": "io?"}}}""";
        assertThat(ServiceRules.parse(text))
                .isEqualTo(ServiceRules.parse(" " + text))
                .isNotEqualTo(ServiceRules.parse(text.replace("io?", "io")))
                .isNotEqualTo(ServiceRules.parse(text.replace("tag", "zone")))
                .hasToString("weight 1 by the rule for tag \"io\"; search: preferably tag \"io\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | they are empty; {} are rules that say nothing",
                "[] | the whole is not an object",
                "{ | they are not JSON: Unexpected end-of-input: expected close marker for Object (start marker at",
                "{} {} | something follows the closing brace",
                "{\"instance\":[]} | the whole has the unknown key \"instance\"; there are [instances, methods]",
                "{\"instances\":{}} | instances is not a list",
                "{\"instances\":[7]} | instances[0] is not an object",
                "{\"instances\":[{\"match\":{\"tag\":\"a\"}}]} | instances[0] has no weight",
                "{\"instances\":[{\"weight\":1}]} | instances[0] has no match",
                "{\"instances\":[{\"match\":{},\"weight\":1}]} | instances[0].match is empty; name one of [address,"
                        + " application, group, tag, version, zone]",
                "{\"instances\":[{\"match\":{\"host\":\"a\"},\"weight\":1}]} | instances[0].match has the unknown key"
                        + " \"host\"; there are [address, application, group, tag, version, zone]",
                "{\"instances\":[{\"match\":{\"tag\":1},\"weight\":1}]} | instances[0].match.tag is not a text in quotes",
                "{\"instances\":[{\"match\":{\"version\":\"[2\"},\"weight\":1}]} | instances[0].match: version \"[2\" is no"
                        + " range of versions: it must be as [1.2,2)",
                "{\"instances\":[{\"match\":{\"tag\":\"a\"},\"weight\":-1}]} | instances[0].weight is -1, not a whole number"
                        + " from 0 to 2147483647; 0 takes instances out of use",
                "{\"instances\":[{\"match\":{\"tag\":\"a\"},\"weight\":0.5}]} | instances[0].weight is 0.5, not a whole",
                "{\"instances\":[{\"match\":{\"tag\":\"a\"},\"weight\":2147483648}]} | instances[0].weight is 2147483648, not",
                "{\"instances\":[{\"match\":{\"tag\":\"a\"},\"weight\":1,\"disabled\":true}]} | instances[0] has the unknown"
                        + " key \"disabled\"; there are [match, weight]",
                "{\"methods\":[]} | methods is not an object",
                "{\"methods\":{\"search\":\"cpu\"}} | methods.search is not an object",
                "{\"methods\":{\"search\":{}}} | methods.search is empty; name one of [address,",
                "{\"methods\":{\"search\":{\"tags\":\"a\"}}} | methods.search has the unknown key \"tags\"; there are",
                "{\"methods\":{\"search\":{\"tag\":\"?\"}}} | methods.search: tag \"?\" prefers nothing; write what before"
                        + " \"?\"",
                "{\"methods\":{},\"methods\":{}} | they are not JSON: Duplicate field 'methods'",
            })
    void whatIsNoRulesIsRefusedWithPlaceAndReason(String text, String message) {
        assertThatThrownBy(() -> ServiceRules.parse(text))
                .isInstanceOf(RulesException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void whatIsTooLongOrTooDeepIsRefused() {
        assertThatThrownBy(() -> ServiceRules.parse("{}" + " ".repeat(64 * 1024)))
                .isInstanceOf(RulesException.class)
                .hasMessage("they have 65538 characters, more than 65536");
        assertThatThrownBy(() -> ServiceRules.parse("{\"methods\":{\"a\":{\"tag\":" + "[".repeat(10_000)))
                .isInstanceOf(RulesException.class)
                .hasMessage("methods.a.tag is not a text in quotes");
    }

    @Test
    void whatARefusalQuotesFitsALineOfALog() {
        assertThatThrownBy(() -> ServiceRules.parse("{\"\\u000aINFO all is well" + "x".repeat(1_000) + "\":1}"))
                .isInstanceOf(RulesException.class)
                .hasMessageStartingWith("the whole has the unknown key \"?INFO all is wellxxx")
                .hasMessageEndingWith("x...");
    }
}
