package org.lneto.netty.testsuite;

import io.netty.bootstrap.Bootstrap;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.testsuite.transport.socket.DatagramConnectNotExistsTest;
import io.netty.testsuite.transport.socket.DatagramConnectedWriteExceptionTest;
import io.netty.testsuite.transport.socket.DatagramMulticastIPv6Test;
import io.netty.testsuite.transport.socket.DatagramMulticastTest;
import io.netty.testsuite.transport.socket.DatagramUnicastIPv6MappedTest;
import io.netty.testsuite.transport.socket.DatagramUnicastIPv6Test;
import io.netty.testsuite.transport.socket.DatagramUnicastInetTest;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** The classes for UDP of Netty's transport test suite, over the stack's datagram channel. */
@Timeout(60) // for those that would wait for ever
class UdpTestsuiteTest {
    @Nested
    class DatagramMulticastIPv6 extends DatagramMulticastIPv6Test {
        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return Permutations.datagramsOfAKind();
        }
    }

    @Nested
    class DatagramMulticast extends DatagramMulticastTest {
        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return Permutations.datagramsOfAKind();
        }
    }

    @Nested
    class DatagramUnicastIPv6Mapped extends DatagramUnicastIPv6MappedTest {
        /** Sends from a socket of the operating system's; {@link EmptyDatagramTest} does so from ours. */
        @Override
        public void testReceiveEmptyDatagrams(TestInfo info) {}

        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return Permutations.datagrams();
        }
    }

    @Nested
    class DatagramUnicastIPv6 extends DatagramUnicastIPv6Test {
        /** Sends from a socket of the operating system's; {@link EmptyDatagramTest} does so from ours. */
        @Override
        public void testReceiveEmptyDatagrams(TestInfo info) {}

        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return Permutations.datagrams();
        }
    }

    @Nested
    class DatagramUnicastInet extends DatagramUnicastInetTest {
        /** Sends from a socket of the operating system's; {@link EmptyDatagramTest} does so from ours. */
        @Override
        public void testReceiveEmptyDatagrams(TestInfo info) {}

        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return Permutations.datagrams();
        }
    }

    @Nested
    class DatagramConnectNotExists extends DatagramConnectNotExistsTest {
        @Override
        protected List<BootstrapFactory<Bootstrap>> newFactories() {
            return Permutations.datagramSockets();
        }
    }

    @Nested
    class DatagramConnectedWriteException extends DatagramConnectedWriteExceptionTest {
        @Override
        protected List<BootstrapFactory<Bootstrap>> newFactories() {
            return Permutations.datagramSockets();
        }
    }
}
