package org.lneto.tap.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;

/** A way for frames to travel over HTTP. Used, and calling back, on one event loop. */
interface FrameLink {
    /** Told of what a link does. */
    interface Events {
        /** The link can be used. */
        void onOpen(FrameLink link);

        /** A frame has come, of whatever length; the reference is given away. */
        void onFrame(ByteBuf frame);

        /** No more frames come before the next {@link #read()}. */
        void onReadComplete();

        /** There is room again: call {@link #writeFrom} if something waits. */
        void onWritable();

        /** It ended, or could not be opened; nothing is called after this. */
        void onFailure(IOException cause);
    }

    /** Asks for the frames that are there, or the next one; ends with {@link Events#onReadComplete()}. */
    void read();

    /** Sends what there is room for and removes it; the rest waits for {@link Events#onWritable()}. */
    void writeFrom(ChannelOutboundBuffer waiting);

    /** Ends it; nothing is called after this. */
    void close();
}
