package io.rpcboot.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.rpcboot.rules.Condition.Attribute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads rules token by token; what the schema does not have is refused where it stands. For one text. */
final class RulesReader {

    /** More than anybody writes by hand; a longer text is not looked at. */
    static final int MAX_LENGTH = 64 * 1024;

    /** Rules are nested four deep. */
    private static final int MAX_DEPTH = 8;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final JsonParser in;

    private RulesReader(JsonParser in) {
        this.in = in;
    }

    static ServiceRules read(String json) {
        if (json.length() > MAX_LENGTH) {
            throw new RulesException("they have " + json.length() + " characters, more than " + MAX_LENGTH);
        }
        if (json.isBlank()) {
            throw new RulesException("they are empty; {} are rules that say nothing");
        }
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            ServiceRules rules = new RulesReader(in).rules();
            if (in.nextToken() != null) {
                throw new RulesException("something follows the closing brace");
            }
            return rules;
        } catch (JsonProcessingException e) {
            throw new RulesException("they are not JSON: " + e.getOriginalMessage() + where(e));
        } catch (IOException e) {
            throw new RulesException("they are not JSON: " + e.getMessage());
        }
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private ServiceRules rules() throws IOException {
        List<InstanceRule> instances = List.of();
        Map<String, Route> methods = Map.of();
        expect(JsonToken.START_OBJECT, "the whole", "an object");
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String key = in.currentName();
            in.nextToken();
            switch (key) {
                case "instances" -> instances = instances();
                case "methods" -> methods = methods();
                default -> throw unknown(key, "the whole", List.of("instances", "methods"));
            }
        }
        return new ServiceRules(instances, methods);
    }

    private List<InstanceRule> instances() throws IOException {
        List<InstanceRule> rules = new ArrayList<>();
        expect(JsonToken.START_ARRAY, "instances", "a list");
        while (in.nextToken() != JsonToken.END_ARRAY) {
            rules.add(instance("instances[" + rules.size() + "]"));
        }
        return rules;
    }

    private InstanceRule instance(String place) throws IOException {
        List<Condition> match = null;
        Integer weight = null;
        expect(JsonToken.START_OBJECT, place, "an object");
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String key = in.currentName();
            in.nextToken();
            switch (key) {
                case "match" -> match = match(place + ".match");
                case "weight" -> weight = weight(place + ".weight");
                default -> throw unknown(key, place, List.of("match", "weight"));
            }
        }
        return new InstanceRule(present(match, place, "match"), present(weight, place, "weight"));
    }

    private static <T> T present(@Nullable T value, String place, String key) {
        if (value == null) {
            throw new RulesException(place + " has no " + key);
        }
        return value;
    }

    private List<Condition> match(String place) throws IOException {
        Map<Attribute, String> attributes = attributes(place);
        return understood(
                place,
                () -> attributes.entrySet().stream()
                        .map(each -> Condition.of(each.getKey(), each.getValue()))
                        .toList());
    }

    private int weight(String place) throws IOException {
        boolean isWhole = in.currentToken() == JsonToken.VALUE_NUMBER_INT && in.getNumberType() == NumberType.INT;
        if (!isWhole || in.getIntValue() < 0) {
            throw new RulesException(place + " is " + in.getText() + ", not a whole number from 0 to "
                    + Integer.MAX_VALUE + "; 0 takes instances out of use");
        }
        return in.getIntValue();
    }

    private Map<String, Route> methods() throws IOException {
        Map<String, Route> routes = new LinkedHashMap<>();
        expect(JsonToken.START_OBJECT, "methods", "an object");
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String method = in.currentName();
            in.nextToken();
            routes.put(method, route("methods." + method));
        }
        return routes;
    }

    private Route route(String place) throws IOException {
        Map<Attribute, String> attributes = attributes(place);
        return understood(place, () -> Route.of(attributes));
    }

    private static <T> T understood(String place, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new RulesException(place + ": " + e.getMessage());
        }
    }

    private Map<Attribute, String> attributes(String place) throws IOException {
        Map<Attribute, String> attributes = new LinkedHashMap<>();
        expect(JsonToken.START_OBJECT, place, "an object");
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String key = in.currentName();
            Attribute attribute = Attribute.named(key);
            if (attribute == null) {
                throw unknown(key, place, Attribute.KEYS);
            }
            in.nextToken();
            expect(JsonToken.VALUE_STRING, place + "." + key, "a text in quotes");
            attributes.put(attribute, in.getText());
        }
        if (attributes.isEmpty()) {
            throw new RulesException(place + " is empty; name one of " + Attribute.KEYS);
        }
        return attributes;
    }

    private void expect(JsonToken wanted, String place, String what) {
        if (in.currentToken() != wanted) {
            throw new RulesException(place + " is not " + what);
        }
    }

    private static RulesException unknown(String key, String place, Collection<String> known) {
        return new RulesException(place + " has the unknown key \"" + key + "\"; there are " + known);
    }
}
