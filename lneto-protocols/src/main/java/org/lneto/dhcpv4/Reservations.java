package org.lneto.dhcpv4;

import java.util.Arrays;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Which addresses of a table are kept for whom. Fixed for the server's life. */
final class Reservations {
    private static final int NONE = BindingTable.NONE;

    private final DhcpClientId[] clients;
    private final int[] indexes; // of the client's address in the table
    private final int[] places; // by that index: where in the two above

    /**
     * @param size of the table
     * @param indexOf finds an address in the table
     */
    Reservations(Map<DhcpClientId, Integer> reservations, int size, IntUnaryOperator indexOf) {
        clients = new DhcpClientId[reservations.size()];
        indexes = new int[clients.length];
        places = new int[size];
        Arrays.fill(places, NONE);
        int place = 0;
        for (Map.Entry<DhcpClientId, Integer> reservation : reservations.entrySet()) {
            clients[place] = reservation.getKey();
            indexes[place] = indexOf.applyAsInt(reservation.getValue());
            if (indexes[place] != NONE) {
                places[indexes[place]] = place;
            }
            place++;
        }
    }

    boolean isReserved(int index) {
        return places[index] != NONE;
    }

    boolean isFor(int index, ClientIdentity client) {
        return places[index] != NONE && client.is(clients[places[index]]);
    }

    /** The entry kept for a client, by its identifier rather than its hardware address; {@link BindingTable#NONE}. */
    int of(ClientIdentity client) {
        int byHardware = NONE;
        // few servers have many, and this is asked by clients without an address only
        for (int place = 0; place < clients.length; place++) {
            if (client.isSame(clients[place].octets())) {
                return indexes[place];
            }
            if (client.is(clients[place])) {
                byHardware = indexes[place];
            }
        }
        return byHardware;
    }
}
