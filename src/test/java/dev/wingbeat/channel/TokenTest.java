package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.protocol.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of connections that were let in by tokens. */
class TokenTest extends TokenStage {

    // --- the end

    @Test
    @Proves({"AUTH-01", "AUTH-07"})
    void connectionGoesOnInTheGraceThenComesBackWithAnotherToken() {
        var client = connect(TOKEN).join("room:1", "1");
        at(99.9, client);
        client.join("room:2", "2").expectNothing();
        at(100, client);
        expectWho(client, "guest", "none");
        hub.node().pubSub().broadcast("room:1", "news", Payload.EMPTY);
        client.expect("[null,null,'room:1','news',{}]");
        client.send("['4','4','room:3','phx_join',{}]")
                .expect("['4','4','room:3','phx_reply',{'status':'error','response':{'reason':'token_expired'}}]");
        at(129.9, client);
        client.expectNothing();
        at(130, client);
        assertEquals(DisconnectReason.TOKEN_EXPIRED, client.closeReason());
        assertEquals(1001, DisconnectReason.TOKEN_EXPIRED.code());
    }

    @Test
    void joinBetweenTheEndAndTheNextTickIsRefused() {
        var client = connect(TOKEN);
        clock.set(100);
        client.send("['4','4','room:3','phx_join',{}]")
                .expect("['4','4','room:3','phx_reply',{'status':'error','response':{'reason':'token_expired'}}]");
    }

    @Test
    void whatNeverEndsGoesOn() {
        var client = connect("sub=alice");
        var without = connect(null);
        at(4e9, client);
        at(4e9, without);
        client.join("room:1", "1").expectNothing();
        without.join("room:1", "1").expectNothing();
    }

    @Test
    void clientThatIsRevokedStaysAway() {
        var client = connect(TOKEN).join("room:1", "1");
        var other = connect("sub=alice,jti=t2,iat=0,exp=100");
        revoked.names.add("t1");
        at(1, client);
        at(1, other);
        assertEquals(DisconnectReason.REVOKED, client.closeReason());
        assertEquals(1000, DisconnectReason.REVOKED.code());
        other.expectNothing();
    }

    @Test
    void clientThatIsRevokedWhileItConnectsIsClosedToo() {
        revoked.names.add("t1");
        var client = connect(TOKEN);
        at(0, client);
        assertEquals(DisconnectReason.REVOKED, client.closeReason());
    }

    // --- refresh

    @Test
    @Proves({"AUTH-02", "AUTH-04"})
    void clientIsToldInTimeAndGoesOnWithAnotherToken() {
        var client = connect(TOKEN).join("room:1", "1");
        joinAuth(client, "{}", "ok", "{'expires_in':100}");
        at(74.9, client);
        client.expectNothing();
        at(75, client);
        client.expect("['3',null,'auth','token_expiring',{'expires_in':25}]");
        at(100, client);
        client.expect("['3',null,'auth','token_expiring',{'expires_in':0,'grace':30}]");
        at(110, client);
        refresh(client, "sub=alice,iat=105,exp=1005,role=admin", "ok", "{'expires_in':895}");
        expectWho(client, "admin", "none");
        client.join("room:2", "2");
        at(140, client);
        client.expectNothing();
        at(944.9, client);
        client.expectNothing();
        at(945, client); // a minute ahead, whatever the lifetime
        client.expect("['3',null,'auth','token_expiring',{'expires_in':60}]");
        at(1005, client);
        client.expect("['3',null,'auth','token_expiring',{'expires_in':0,'grace':30}]");
        at(1035, client);
        assertEquals(DisconnectReason.TOKEN_EXPIRED, client.closeReason());
    }

    @Test
    void authIsJoinedInTheGraceWithTheNewToken() {
        var client = connect(TOKEN);
        at(110, client);
        joinAuth(client, "{'token':'sub=alice,iat=105,exp=205,elsewhere=yes'}", "ok", "{'expires_in':95}");
        at(130, client);
        client.join("room:1", "1").expectNothing();
    }

    @ParameterizedTest
    @Proves({"AUTH-03", "AUTH-04", "AUTH-10"})
    @CsvSource(
            delimiter = '|',
            value = {
                "is=INVALID | token_invalid",
                "is=EXPIRED | token_expired",
                "is=UNAVAILABLE | unavailable",
                "is=REVOKED | token_revoked",
                "broken | unavailable",
                "'' | token_invalid",
                "sub=bob,iat=1,exp=1000 | subject_mismatch",
                "iat=1,exp=1000 | subject_mismatch",
                "sub=alice,jti=gone,iat=1,exp=1000 | token_revoked",
                "sub=alice,iat=1,exp=10 | token_expired",
                "sub=alice,iat=1,exp=1000,topic=secret:1 | token_invalid"
            })
    void refusedTokenChangesNothing(String token, String reason) {
        revoked.names.add("gone");
        var client = connect(TOKEN).join("room:1", "1");
        at(10, client);
        joinAuth(client, "{}", "ok", "{'expires_in':90}");
        refresh(client, token, "error", "{'reason':'" + reason + "'}");
        joinAuth(connect(TOKEN), "{'token':'" + token + "'}", "error", "{'reason':'" + reason + "'}");
        expectWho(client, "guest", "none");
        at(75, client);
        client.expect("['3',null,'auth','token_expiring',{'expires_in':25}]");
        at(100, client);
        client.expect("['3',null,'auth','token_expiring',{'expires_in':0,'grace':30}]");
        at(130, client);
        assertEquals(DisconnectReason.TOKEN_EXPIRED, client.closeReason());
    }

    @Test
    @Proves("AUTH-05")
    void lateRefreshNeverShortens() {
        var client = connect("sub=alice,iat=50,exp=1000,role=admin").join("room:1", "1");
        joinAuth(client, "{}", "ok", "{'expires_in':1000}");
        refresh(client, "sub=alice,iat=40,exp=100,role=guest", "ok", "{'expires_in':1000}");
        expectWho(client, "admin", "none");
        refresh(client, "sub=alice,iat=60,exp=500,role=guest", "ok", "{'expires_in':500}");
        expectWho(client, "guest", "none");
    }

    @Test
    void whatTheChannelHasAssignedStays() {
        var client = connect(TOKEN).join("room:1", "1");
        expectReply(client, "['1',%s,'room:1','paint',{}]", "ok", "{}");
        joinAuth(client, "{}", "ok", "{'expires_in':100}");
        refresh(client, "sub=alice,iat=1,exp=200,role=admin", "ok", "{'expires_in':200}");
        expectWho(client, "admin", "red");
    }

    @Test
    @Proves("AUTH-06")
    void refreshesAreRationed() {
        var client = connect(TOKEN);
        joinAuth(client, "{}", "ok", "{'expires_in':100}");
        for (int i = 0; i < 5; i++) {
            refresh(client, "is=INVALID", "error", "{'reason':'token_invalid'}");
        }
        refresh(client, "is=INVALID", "error", "{'reason':'rate_limited','retry_after':1000,'limit':'refresh'}");
        clock.set(1);
        refresh(client, "sub=alice,iat=1,exp=201", "ok", "{'expires_in':200}");
        refresh(client, "is=INVALID", "error", "{'reason':'rate_limited','retry_after':1000,'limit':'refresh'}");
    }

    @Test
    void connectionWithoutCredentialsHasNothingToRenew() {
        var client = connect(null);
        joinAuth(client, "{}", "ok", "{}");
        refresh(client, "sub=alice,iat=1,exp=200", "error", "{'reason':'subject_mismatch'}");
    }

    @Test
    void noticesEndWithTheChannel() {
        var client = connect(TOKEN);
        joinAuth(client, "{}", "ok", "{'expires_in':100}");
        client.send("['3','9','auth','phx_leave',{}]")
                .expect("['3','9','auth','phx_reply',{'status':'ok','response':{}}]")
                .expectClose("auth", "3");
        at(100, client);
        client.expectNothing();
    }
}
