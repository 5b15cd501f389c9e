package io.rpcboot.schema;

/**
 * One thing in which two schemas of a service differ: <em>theirs</em>, which is a peer's or an older one, and
 * <em>ours</em>.
 *
 * @param method the method in which it was found, by its name in the schema; what several methods share is found in each
 * @param part what of the method
 * @param place in Java's words: {@code User.age}, {@code search(criteria)}, {@code search.return},
 *     {@code search.throws(NameTaken)}
 * @param theirs what stands there on their side: {@code int32}, {@code nothing}
 * @param ours what stands there on our side
 * @param effect who cannot read whom
 * @param cure what follows and what to do about it, for whoever changed our side; empty where nothing has to be done
 */
public record Difference(
        String method, Part part, String place, String theirs, String ours, Effect effect, String cure) {

    /** In place of what stands on a side: it has no such thing. */
    static final String NOTHING = "nothing";

    /** What of a method differs. */
    public enum Part {
        /** The method itself: it is missing on one side, or streams on one. */
        METHOD,
        /** What callers send. */
        REQUEST,
        /** What callers receive. */
        RESPONSE,
        /** The declared exceptions. */
        ERRORS
    }

    /** Who cannot read whom. To read means to receive what was meant: a number that is cut off was not read. */
    public enum Effect {
        /** Each side reads what the other writes. */
        COMPATIBLE,
        /**
         * Each side reads what the other writes, yet a number is used twice over time: ours took one that theirs has
         * reserved, or dropped one and did not reserve it. Of no concern between two running peers.
         */
        NUMBER_NOT_KEPT,
        /** We cannot read what they write. */
        THEIRS_UNREADABLE,
        /** They cannot read what we write. */
        OURS_UNREADABLE,
        /** Neither side reads what the other writes. */
        BREAKING
    }

    /** Whether anyone may receive something else than what was sent. */
    public boolean isBreaking() {
        return effect.compareTo(Effect.NUMBER_NOT_KEPT) > 0;
    }

    /** Whether calls that our side makes to theirs may fail or go wrong by it. */
    public boolean breaksCallsToThem() {
        return part == Part.REQUEST ? breaks(Effect.OURS_UNREADABLE) : breaks(Effect.THEIRS_UNREADABLE);
    }

    /** Whether calls that their side makes to ours may fail or go wrong by it. */
    public boolean breaksCallsToUs() {
        return part == Part.REQUEST ? breaks(Effect.THEIRS_UNREADABLE) : breaks(Effect.OURS_UNREADABLE);
    }

    /**
     * Whether it shows only in some calls, and there as an error: those that meet a constant or a member of a sealed
     * type that one side does not know, or that end with a declared exception.
     */
    public boolean showsOnlyInSomeCalls() {
        boolean unknownToOneSide = theirs.equals(NOTHING) || ours.equals(NOTHING);
        return part == Part.ERRORS || unknownToOneSide && effect != Effect.BREAKING;
    }

    private boolean breaks(Effect one) {
        return effect == one || effect == Effect.BREAKING;
    }

    /**
     * The fact without effect and cure, {@code User.age: string there, int32 here}.
     *
     * @param there where their side is: "there", "in the file"
     * @param here where our side is
     */
    public String describe(String there, String here) {
        return place + ": " + theirs + " " + there + ", " + ours + " " + here;
    }
}
