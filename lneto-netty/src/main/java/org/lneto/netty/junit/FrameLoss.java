package org.lneto.netty.junit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** Loses the frames that were asked for, between a host and its link. */
final class FrameLoss extends ChannelOutboundHandlerAdapter {
    private final List<Rule> rules = new ArrayList<>();

    private static final class Rule {
        final Predicate<ByteBuf> which;
        int left;

        Rule(Predicate<ByteBuf> which, int times) {
            this.which = which;
            this.left = times;
        }
    }

    void lose(Predicate<ByteBuf> which, int times) {
        rules.add(new Rule(which, times));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf frame && isLost(frame)) {
            ReferenceCountUtil.release(message);
            promise.trySuccess(); // the sender of a frame never learns what becomes of it
            return;
        }
        context.write(message, promise);
    }

    private boolean isLost(ByteBuf frame) {
        for (Iterator<Rule> each = rules.iterator(); each.hasNext(); ) {
            Rule rule = each.next();
            if (rule.which.test(frame)) {
                rule.left--;
                if (rule.left == 0) {
                    each.remove();
                }
                return true;
            }
        }
        return false;
    }
}
