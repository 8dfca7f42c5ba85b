/* SPDX-License-Identifier: MIT */
// The classical channel: times against hand calculation; authentication: what is altered, lost, repeated or reordered is refused.
#include <sodium.h>

#include "distill/two_ends.h"
extern "C" {
#include "distill/authenticate.h"
#include "distill/bit_stream.h"
#include "distill/key_pool.h"
#include "distill/recording.h"
}

namespace {

struct Channel {
    struct classical_channel *channel = nullptr;
    struct satqkd_error error {};
    Channel(double start_s, const std::vector<struct classical_window> &windows,
            const struct classical_tap *tap = nullptr) {
        const struct classical_link link = {{4e6, 1e6}, start_s, windows.data(), windows.size()};
        EXPECT_EQ(classical_channel_create(&link, tap, &channel, &error), SATQKD_OK) << error.message;
    }
    ~Channel() {
        classical_channel_destroy(channel);
    }
    void send(enum classical_end from, size_t bytes) {
        EXPECT_EQ(classical_channel_send(channel, from, static_cast<unsigned char *>(calloc(bytes, 1)), bytes, &error),
                  SATQKD_OK);
    }
    size_t receive(enum classical_end to) {
        unsigned char *wire = nullptr;
        size_t length = 0;
        EXPECT_EQ(classical_channel_receive(channel, to, &wire, &length, &error), SATQKD_OK) << error.message;
        free(wire);
        return length;
    }
};

// By hand: from 5 s on; contact 10 to 20 s at 3000 km (10.00692 ms of light travel), then 100 s on at 600 km (2.00138 ms).
TEST(ClassicalChannel, RatesDelaysAndContacts) {
    const double light = 299792458.0;
    Channel c(5, {{10, 20, 3e6}, {100, 200, 6e5}});
    c.send(CLASSICAL_BOB, 250000); // 2 Mbit at 1 Mbit/s: 10 s to 12 s
    EXPECT_EQ(c.receive(CLASSICAL_ALICE), 250000u);
    struct classical_traffic t = classical_channel_traffic(c.channel);
    EXPECT_NEAR(t.end_s, 12 + 3e6 / light, 1e-9);
    EXPECT_NEAR(t.contact_s, 2 + 3e6 / light, 1e-9);
    c.send(CLASSICAL_ALICE, 5000000); // 40 Mbit at 4 Mbit/s: 7.98999 s in the first contact, the rest in the second
    EXPECT_EQ(c.receive(CLASSICAL_BOB), 5000000u);
    t = classical_channel_traffic(c.channel);
    const double rest = 10 - (20 - (12 + 3e6 / light));
    EXPECT_NEAR(t.end_s, 100 + rest + 6e5 / light, 1e-9);
    EXPECT_NEAR(t.contact_s, 10 + rest + 6e5 / light, 1e-9);
    EXPECT_EQ(t.bits[CLASSICAL_BOB], 2000000u);
    EXPECT_EQ(t.bits[CLASSICAL_ALICE], 40000000u);
    EXPECT_EQ(t.turns, 1u); // Alice spoke after she had heard Bob
    EXPECT_EQ(t.beyond_s, 0);
    c.send(CLASSICAL_BOB, 12500000); // 100 s: more than the second contact has left
    c.receive(CLASSICAL_ALICE);
    t = classical_channel_traffic(c.channel);
    const double begin = 100 + rest + 6e5 / light;
    EXPECT_NEAR(t.end_s, begin + 100 + 6e5 / light, 1e-9);
    EXPECT_NEAR(t.beyond_s, t.end_s - 200, 1e-9);
}

// Two messages of one end queue behind one another on its transmitter; both ends speaking at once do not wait for each other.
TEST(ClassicalChannel, TransmittersAreApart) {
    Channel c(0, {});
    c.send(CLASSICAL_ALICE, 500000);
    c.send(CLASSICAL_ALICE, 500000);
    c.send(CLASSICAL_BOB, 125000);
    c.receive(CLASSICAL_ALICE);
    EXPECT_NEAR(classical_channel_traffic(c.channel).end_s, 1, 1e-12);
    c.receive(CLASSICAL_BOB);
    EXPECT_NEAR(classical_channel_traffic(c.channel).end_s, 1, 1e-12);
    c.receive(CLASSICAL_BOB);
    EXPECT_NEAR(classical_channel_traffic(c.channel).end_s, 2, 1e-12);
}

TEST(ClassicalChannel, RefusesWindowsThatGoBack) {
    struct classical_channel *channel = nullptr;
    struct satqkd_error error {};
    const struct classical_window windows[] = {{10, 20, 1e6}, {15, 30, 1e6}};
    struct classical_link link = {{1e6, 1e6}, 0, windows, 2};
    EXPECT_EQ(classical_channel_create(&link, nullptr, &channel, &error), SATQKD_INVALID);
    link = {{1e6, 0}, 0, nullptr, 0};
    EXPECT_EQ(classical_channel_create(&link, nullptr, &channel, &error), SATQKD_INVALID);
    EXPECT_EQ(channel, nullptr);
}

TEST(ClassicalChannel, RecordsEveryMessage) {
    FILE *file = tmpfile();
    struct recording recording = {file, false};
    const struct classical_tap tap = recording_tap(&recording);
    Channel c(3, {}, &tap);
    c.send(CLASSICAL_ALICE, 2);
    c.send(CLASSICAL_BOB, 1);
    c.receive(CLASSICAL_BOB);
    rewind(file);
    char line[64];
    ASSERT_NE(fgets(line, sizeof line, file), nullptr);
    EXPECT_STREQ(line, "3.000000 alice 2 0000\n");
    ASSERT_NE(fgets(line, sizeof line, file), nullptr);
    EXPECT_STREQ(line, "3.000000 bob 1 00\n");
    EXPECT_EQ(fgets(line, sizeof line, file), nullptr);
    fclose(file);
}

// One direction with a known key.
struct Direction {
    struct authenticate *seal = nullptr, *open = nullptr;
    struct satqkd_error error {};
    std::vector<unsigned char> key;
    explicit Direction(size_t bytes = 1024) : key(bytes) {
        std::mt19937 random(7);
        for (unsigned char &byte : key) {
            byte = static_cast<unsigned char>(random());
        }
        struct key_pool *pool = nullptr;
        EXPECT_EQ(key_pool_create(key.data(), key.size(), &pool, &error), SATQKD_OK);
        EXPECT_EQ(authenticate_create(pool, &seal, &error), SATQKD_OK);
        EXPECT_EQ(key_pool_create(key.data(), key.size(), &pool, &error), SATQKD_OK);
        EXPECT_EQ(authenticate_create(pool, &open, &error), SATQKD_OK);
    }
    ~Direction() {
        authenticate_destroy(seal);
        authenticate_destroy(open);
    }
    std::vector<unsigned char> make(const std::vector<unsigned char> &payload, uint64_t bits, bool joined = false) {
        unsigned char *wire = nullptr;
        size_t length = 0;
        EXPECT_EQ(authenticate_seal(seal, 5, payload.data(), bits, joined, &wire, &length, &error), SATQKD_OK)
            << error.message;
        std::vector<unsigned char> copy(wire, wire + length);
        free(wire);
        return copy;
    }
    enum satqkd_status take(const std::vector<unsigned char> &wire, struct authenticate_payload *out = nullptr) {
        struct authenticate_payload payload {};
        const enum satqkd_status status =
            authenticate_open(open, wire.data(), wire.size(), 5, "test", &payload, &error);
        if (out) {
            *out = payload;
        }
        return status;
    }
};

// The tag is libsodium's one-shot Poly1305 over the wire with r, the pool's first 16 bytes, and the next 16 as pad; the second message's
// pad is the 16 after those.
TEST(Authenticate, TagsArePoly1305WithAPadEach) {
    Direction d;
    for (int message = 0; message < 3; ++message) {
        const std::vector<unsigned char> wire = d.make({1, 2, 3, 0x0f}, 28);
        ASSERT_EQ(wire.size(), 18u + 4 + 16);
        unsigned char key[32], tag[16];
        std::copy(d.key.begin(), d.key.begin() + 16, key);
        std::copy(d.key.begin() + 16 * (message + 1), d.key.begin() + 16 * (message + 2), key + 16);
        crypto_onetimeauth(tag, wire.data(), wire.size() - 16, key);
        EXPECT_EQ(std::vector<unsigned char>(tag, tag + 16), std::vector<unsigned char>(wire.end() - 16, wire.end()));
        struct authenticate_payload payload {};
        ASSERT_EQ(d.take(wire, &payload), SATQKD_OK) << d.error.message;
        EXPECT_EQ(payload.bits, 28u);
        EXPECT_EQ(payload.bytes[3], 0x0f);
    }
    EXPECT_EQ(authenticate_account(d.open).key_bits, 8u * 16 * 4);
    EXPECT_EQ(authenticate_account(d.seal).tags, 3u);
    // 22 bytes under each tag: two blocks of 16, 8 · 2 / 2^106 each (Bernstein 2005)
    EXPECT_NEAR(authenticate_account(d.seal).forge_probability * 0x1p106, 3 * 16, 1e-9);
}

TEST(Authenticate, NoneOf1000AlteredMessagesIsAccepted) {
    std::mt19937 random(11);
    int accepted = 0;
    for (int i = 0; i < 1000; ++i) {
        Direction d(64);
        std::vector<unsigned char> payload(1 + random() % 200);
        for (unsigned char &byte : payload) {
            byte = static_cast<unsigned char>(random());
        }
        std::vector<unsigned char> wire = d.make(payload, 8 * payload.size());
        switch (i % 4) {
        case 0: // one bit, anywhere: header, payload, tag
        case 1:
            wire[random() % wire.size()] ^= static_cast<unsigned char>(1u << random() % 8);
            break;
        case 2: // many bytes
            for (int k = 0; k < 8; ++k) {
                wire[random() % wire.size()] ^= static_cast<unsigned char>(1 + random() % 255);
            }
            break;
        default: // cut or lengthened
            wire.resize(i % 8 == 3 ? wire.size() - 1 - random() % 20 : wire.size() + 1 + random() % 20, 0);
            break;
        }
        accepted += d.take(wire) == SATQKD_OK;
        EXPECT_NE(std::string(d.error.message).find("no key is made"), std::string::npos);
        EXPECT_FALSE(authenticate_settled(d.open));
        accepted += d.take(d.make({1}, 8)) == SATQKD_OK; // and the direction stays refused
    }
    EXPECT_EQ(accepted, 0);
}

TEST(Authenticate, ATagCoversWhatWasJoinedToIt) {
    for (size_t altered = 0; altered < 4; ++altered) {
        Direction d;
        std::vector<std::vector<unsigned char>> wires;
        for (int i = 0; i < 3; ++i) {
            wires.push_back(d.make({1, 2, 3}, 24, i < 2));
        }
        if (altered < 3) {
            wires[altered][19] ^= 1; // payload
        }
        EXPECT_EQ(d.take(wires[0]), SATQKD_OK);
        EXPECT_FALSE(authenticate_settled(d.open));
        EXPECT_EQ(d.take(wires[1]), SATQKD_OK);
        EXPECT_EQ(d.take(wires[2]), altered < 3 ? SATQKD_FAILURE : SATQKD_OK) << altered;
        EXPECT_EQ(authenticate_settled(d.open), altered == 3);
        EXPECT_EQ(authenticate_account(d.open).tags, 1u);
    }
}

TEST(Authenticate, SaysWhatHappened) {
    Direction lost, repeated, empty(32);
    lost.make({1}, 8);
    EXPECT_EQ(lost.take(lost.make({2}, 8)), SATQKD_FAILURE);
    EXPECT_NE(std::string(lost.error.message).find("later number"), std::string::npos) << lost.error.message;
    const auto wire = repeated.make({1}, 8);
    EXPECT_EQ(repeated.take(wire), SATQKD_OK);
    EXPECT_EQ(repeated.take(wire), SATQKD_FAILURE);
    EXPECT_NE(std::string(repeated.error.message).find("earlier number"), std::string::npos) << repeated.error.message;
    empty.make({1}, 8);
    unsigned char *out = nullptr;
    size_t length = 0;
    EXPECT_EQ(authenticate_seal(empty.seal, 5, nullptr, 0, false, &out, &length, &empty.error), SATQKD_FAILURE);
    EXPECT_NE(std::string(empty.error.message).find("used up"), std::string::npos) << empty.error.message;
    EXPECT_EQ(out, nullptr);
}

TEST(BitStream, NumbersComeBack) {
    std::mt19937_64 random(5);
    struct bit_writer writer {};
    std::vector<uint64_t> values;
    for (int i = 0; i < 20000; ++i) {
        values.push_back(random() >> (8 + random() % 56));
        bit_writer_put(&writer, values.back(), 56);
        values.push_back(random() % 3000 * (i % 100 == 0 ? 1000 : 1));
        bit_writer_rice(&writer, values.back(), static_cast<unsigned>(i % 14));
    }
    ASSERT_TRUE(bit_writer_finish(&writer));
    struct bit_reader reader = {writer.data, writer.bits, 0, false};
    for (size_t i = 0; i < values.size(); i += 2) {
        ASSERT_EQ(bit_reader_get(&reader, 56), values[i]);
        ASSERT_EQ(bit_reader_rice(&reader, static_cast<unsigned>(i / 2 % 14)), values[i + 1]);
    }
    EXPECT_FALSE(reader.failed);
    EXPECT_EQ(reader.at, writer.bits);
    bit_reader_get(&reader, 1);
    EXPECT_TRUE(reader.failed);
    free(writer.data);
}

} // namespace
