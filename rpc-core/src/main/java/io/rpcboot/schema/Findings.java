package io.rpcboot.schema;

import io.rpcboot.schema.Difference.Effect;
import io.rpcboot.schema.Difference.Part;
import java.util.List;

/** Takes down what differs in one part of a method, and words what fields and constants have in common. */
final class Findings {

    private final String method;
    private final Part part;
    private final List<Difference> differences;

    /** Adds what is found to the differences. */
    Findings(String method, Part part, List<Difference> differences) {
        this.method = method;
        this.part = part;
        this.differences = differences;
    }

    /** Whether they are about declared exceptions. */
    boolean concernErrors() {
        return part == Part.ERRORS;
    }

    void report(String place, String their, String our, Effect effect, String cure) {
        differences.add(new Difference(method, part, place, their, our, effect, cure));
    }

    /** What each side reads as the other means it. */
    void compatible(String place, String their, String our) {
        report(place, their, our, Effect.COMPATIBLE, "");
    }

    /** What one side or none can read. */
    void breaks(String place, String their, String our, boolean weRead, boolean theyRead, String cure) {
        Effect effect = weRead ? Effect.OURS_UNREADABLE : theyRead ? Effect.THEIRS_UNREADABLE : Effect.BREAKING;
        report(place, their, our, effect, cure);
    }

    /** What stands at the same number under another name. */
    void renamed(String place, String their, String our) {
        report(
                place,
                "called " + their,
                "called " + our,
                Effect.COMPATIBLE,
                "names do not travel; if it is not the same thing, give it a number that never was in use");
    }

    /** What stands under the same name at another number. */
    void moved(String place, int their, int our, String kind) {
        report(
                place,
                "number " + their,
                "number " + our,
                Effect.BREAKING,
                "what is meant for one would arrive as another; keep the number by @RpcField(" + their + "), add new "
                        + kind + " at the end, and reserve the numbers of removed ones by @RpcReserved");
    }

    /** What is new on our side, at a number that theirs has reserved. */
    void reused(String place, int number, String our) {
        report(
                place,
                "number " + number + " reserved",
                our,
                Effect.NUMBER_NOT_KEPT,
                "the number had another meaning once; use one that never was in use");
    }

    /** What is gone from our side, and its number neither in use nor reserved. */
    void dropped(String place, String their, String cure) {
        report(place, their, Difference.NOTHING, Effect.NUMBER_NOT_KEPT, cure);
    }

    /** A number that was reserved, and is neither reserved nor in use on our side. */
    void unreserved(String place, int number, String cure) {
        report(place, "number " + number + " reserved", "not reserved", Effect.NUMBER_NOT_KEPT, cure);
    }

    /** The cure for a number that is not kept. */
    static String reserve(String number, String where) {
        return "keep its number from being used for something else by @RpcReserved(" + number + ") on " + where;
    }
}
