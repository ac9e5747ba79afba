package org.lneto.dhcpv6;

import org.jspecify.annotations.Nullable;

/** Answers the identity associations of a request (RFC 8415, section 18.3), one lease to each. */
final class ServerAssociations {
    /** Most identity associations of a message; those after are not answered. */
    private static final int MAXIMUM = 8;

    private static final int ADDRESS_HIGH = 0;
    private static final int PREFIX_HIGH = 9;

    /** What is done with them. */
    enum Action {
        OFFER,
        BIND,
        RENEW,
        REBIND,
        RELEASE,
        DECLINE
    }

    private final Dhcpv6ServerConfig config;
    private final LeaseBook book;
    private final Dhcpv6OptionReader nested = new Dhcpv6OptionReader();
    private Dhcpv6OptionWriter writer = new Dhcpv6OptionWriter();
    private @Nullable Dhcpv6Subnet subnet;
    private Action action = Action.OFFER;
    private long nowNanos;

    ServerAssociations(Dhcpv6ServerConfig config, LeaseBook book) {
        this.config = config;
        this.book = book;
    }

    /** Answers them all; returns how many there were. */
    int answer(
            ServerRequest request,
            @Nullable Dhcpv6Subnet subnet,
            Action action,
            Dhcpv6OptionWriter writer,
            long nowNanos) {
        this.writer = writer;
        this.subnet = subnet;
        this.action = action;
        this.nowNanos = nowNanos;
        int count = 0;
        Dhcpv6OptionReader options = request.options.rewind();
        while (options.next() && count < MAXIMUM) {
            boolean prefix = options.code() == Dhcpv6OptionCode.IA_PD.code();
            if (prefix || options.code() == Dhcpv6OptionCode.IA_NA.code()) {
                association(request, options, prefix);
                count++;
            }
        }
        return count;
    }

    private void association(ServerRequest request, Dhcpv6OptionReader option, boolean prefix) {
        int iaid = (int) option.u32(0);
        int at = request.clientAt();
        int length = request.clientLength();
        int hash = BindingTable.hash(request.buffer(), at, length, iaid, prefix);
        int place = book.table().find(hash, request.buffer(), at, length, iaid, prefix);
        option.nested(nested);
        Dhcpv6Subnet link = subnet;
        boolean here = place != BindingTable.NONE && link != null && book.isOf(link, place, prefix);
        switch (action) {
            case OFFER, BIND -> {
                if (link == null) {
                    none(iaid, prefix);
                } else {
                    assign(request, link, iaid, hash, place, here, prefix);
                }
            }
            case RENEW, REBIND -> {
                if (here) {
                    extend(iaid, place, prefix);
                } else if (place == BindingTable.NONE && action == Action.RENEW) {
                    status(iaid, prefix, Dhcpv6Status.NO_BINDING);
                } else if (place == BindingTable.NONE
                        && link != null
                        && asked(link, prefix)
                        && book.choose(link, request, hash, prefix, high(prefix), low(prefix))
                        && isChosen(prefix)) {
                    bind(request, link, iaid, hash, prefix); // section 18.3.5: a server that forgot may give it again
                } else {
                    withdraw(iaid, prefix);
                }
            }
            case RELEASE, DECLINE -> giveUp(iaid, place, prefix);
        }
    }

    // --- leasing

    private void assign(
            ServerRequest request, Dhcpv6Subnet link, int iaid, int hash, int place, boolean here, boolean prefix) {
        boolean hinted = asked(prefix);
        if (action == Action.BIND && hinted && !prefix && !link.isOnLink(high(false))) {
            status(iaid, false, Dhcpv6Status.NOT_ON_LINK); // section 18.3.2
            return;
        }
        if (here) {
            if (action == Action.BIND) {
                book.extend(place, nowNanos);
            }
            lease(
                    iaid,
                    prefix,
                    book.table().high(place),
                    book.table().low(place),
                    book.table().length(place));
            return;
        }
        if (place != BindingTable.NONE && action == Action.BIND) {
            book.release(place); // it moved to this link
        }
        if (!book.choose(link, request, hash, prefix, hinted ? high(prefix) : 0, hinted ? low(prefix) : 0)) {
            none(iaid, prefix);
        } else if (action == Action.BIND) {
            bind(request, link, iaid, hash, prefix);
        } else {
            lease(iaid, prefix, book.chosenHigh(), book.chosenLow(), link.length(prefix));
        }
    }

    private void bind(ServerRequest request, Dhcpv6Subnet link, int iaid, int hash, boolean prefix) {
        book.bind(request, hash, iaid, prefix, link.length(prefix), nowNanos);
        lease(iaid, prefix, book.chosenHigh(), book.chosenLow(), link.length(prefix));
    }

    private void extend(int iaid, int place, boolean prefix) {
        BindingTable table = book.table();
        book.extend(place, nowNanos);
        int mark = begin(iaid, prefix, true);
        item(prefix, table.high(place), table.low(place), table.length(place), true);
        nested.rewind();
        while (nested.next()) { // section 18.3.4: what the client thinks it has and has not
            if (isItem(prefix) && (high(prefix) != table.high(place) || low(prefix) != table.low(place))) {
                item(prefix, high(prefix), low(prefix), itemLength(prefix), false);
            }
        }
        writer.end(mark);
    }

    private void withdraw(int iaid, boolean prefix) {
        int mark = begin(iaid, prefix, false);
        nested.rewind();
        while (nested.next()) {
            if (isItem(prefix)) {
                item(prefix, high(prefix), low(prefix), itemLength(prefix), false);
            }
        }
        writer.end(mark);
    }

    private void giveUp(int iaid, int place, boolean prefix) {
        boolean known = false;
        nested.rewind();
        while (nested.next() && !known && place != BindingTable.NONE) {
            known = isItem(prefix)
                    && high(prefix) == book.table().high(place)
                    && low(prefix) == book.table().low(place);
        }
        if (!known) {
            status(iaid, prefix, Dhcpv6Status.NO_BINDING); // sections 18.3.7 and 18.3.8
        } else if (action == Action.DECLINE && !prefix) {
            book.decline(place, nowNanos);
        } else {
            book.release(place);
        }
    }

    // --- what the client lists

    private boolean isItem(boolean prefix) {
        return nested.code() == (prefix ? Dhcpv6OptionCode.IA_PREFIX : Dhcpv6OptionCode.IA_ADDRESS).code();
    }

    /** Goes to the first address or prefix; false if there is none. */
    private boolean asked(boolean prefix) {
        return nested.find(prefix ? Dhcpv6OptionCode.IA_PREFIX : Dhcpv6OptionCode.IA_ADDRESS);
    }

    /** As {@link #asked(boolean)}, of one that a link has to give. */
    private boolean asked(Dhcpv6Subnet link, boolean prefix) {
        return asked(prefix) && (prefix ? link.has(true) : link.isOnLink(high(false)));
    }

    private boolean isChosen(boolean prefix) {
        return book.chosenHigh() == high(prefix) && book.chosenLow() == low(prefix);
    }

    private long high(boolean prefix) {
        return nested.i64(prefix ? PREFIX_HIGH : ADDRESS_HIGH);
    }

    private long low(boolean prefix) {
        return nested.i64((prefix ? PREFIX_HIGH : ADDRESS_HIGH) + 8);
    }

    private int itemLength(boolean prefix) {
        return prefix ? nested.u8(8) : 128;
    }

    // --- writing

    private int begin(int iaid, boolean prefix, boolean leased) {
        long preferred = leased ? config.preferredSeconds() : 0;
        return writer.beginAssociation(
                prefix ? Dhcpv6OptionCode.IA_PD : Dhcpv6OptionCode.IA_NA, iaid, preferred / 2, preferred * 4 / 5);
    }

    private void item(boolean prefix, long high, long low, int length, boolean leased) {
        long preferred = leased ? config.preferredSeconds() : 0;
        long valid = leased ? config.validSeconds() : 0;
        if (prefix) {
            writer.prefix(high, low, length, preferred, valid);
        } else {
            writer.address(high, low, preferred, valid);
        }
    }

    private void lease(int iaid, boolean prefix, long high, long low, int length) {
        int mark = begin(iaid, prefix, true);
        item(prefix, high, low, length, true);
        writer.end(mark);
    }

    private void status(int iaid, boolean prefix, Dhcpv6Status status) {
        int mark = begin(iaid, prefix, false);
        writer.status(status).end(mark);
    }

    private void none(int iaid, boolean prefix) {
        status(iaid, prefix, prefix ? Dhcpv6Status.NO_PREFIX_AVAIL : Dhcpv6Status.NO_ADDRS_AVAIL);
    }
}
