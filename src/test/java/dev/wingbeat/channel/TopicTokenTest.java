package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.conformance.Proves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of channels that were joined by tokens of their own. */
class TopicTokenTest extends TokenStage {

    private void joinSecret(LoopClient client, String topic, String payload, String status, String response) {
        client.send("['5','5','%s','phx_join',%s]".formatted(topic, payload))
                .expect("['5','5','%s','phx_reply',{'status':'%s','response':%s}]".formatted(topic, status, response));
    }

    @ParameterizedTest
    @Proves({"AUTH-09", "AUTH-10"})
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | unauthorized",
                "{'token':7} | unauthorized",
                "{'token':'is=INVALID'} | unauthorized",
                "{'token':'is=EXPIRED'} | token_expired",
                "{'token':'is=UNAVAILABLE'} | unavailable",
                "{'token':'broken'} | unavailable",
                "{'token':'sub=alice,exp=50'} | unauthorized",
                "{'token':'sub=alice,exp=50,topic=secret:2'} | unauthorized",
                "{'token':'sub=alice,exp=50,topic=*:1'} | unauthorized",
                "{'token':'sub=bob,exp=50,topic=secret:1'} | unauthorized",
                "{'token':'sub=alice,exp=5,topic=secret:1'} | token_expired",
                "{'token':'sub=alice,jti=gone,exp=50,topic=secret:1'} | unauthorized"
            })
    void topicIsJoinedByItsOwnTokenOnly(String payload, String reason) {
        revoked.names.add("gone");
        var client = connect(TOKEN);
        at(10, client);
        joinSecret(client, "secret:1", payload, "error", "{'reason':'" + reason + "'}");
        assertEquals(0, client.channels());
    }

    @ParameterizedTest
    @Proves("AUTH-09")
    @CsvSource({"secret:1,secret:1", "secret:1,secret:*", "secret:1,*", "thread:1,thread:1"})
    void channelEndsWithItsTokenAndIsJoinedByAnother(String topic, String covered) {
        var client = connect(TOKEN);
        String token = "{'token':'sub=alice,exp=%s,elsewhere=yes,topic=" + covered + "'}";
        joinSecret(client, topic, token.formatted("50"), "ok", "{}");
        at(49.9, client);
        client.expectNothing();
        at(50, client);
        client.expectError(topic, "5");
        joinSecret(client, topic, token.formatted("60"), "ok", "{}");
        client.expectNothing();
    }

    @Test
    void topicTokenIsRenewed() {
        var client = connect(TOKEN);
        joinAuth(client, "{}", "ok", "{'expires_in':100}");
        joinSecret(client, "secret:1", "{'token':'sub=alice,iat=0,exp=50,topic=secret:1'}", "ok", "{}");
        String message = "['3',%%s,'auth','refresh',{'topic':'%s','token':'%s'}]";
        String good = "sub=alice,iat=10,exp=70,topic=secret:*";
        expectReply(client, message.formatted("secret:1", good), "ok", "{'expires_in':70}");
        String older = "sub=alice,iat=5,exp=60,topic=secret:*";
        expectReply(client, message.formatted("secret:1", older), "ok", "{'expires_in':70}");
        expectReply(client, message.formatted("secret:2", good), "error", "{'reason':'not_joined'}");
        expectReply(client, message.formatted("room:1", good), "error", "{'reason':'not_joined'}");
        expectReply(
                client,
                message.formatted("secret:1", "sub=alice,iat=10,exp=70"),
                "error",
                "{'reason':'token_invalid'}");
        at(69.9, client);
        client.expectNothing();
        at(70, client);
        client.expectError("secret:1", "5");
    }

    @Test
    void channelIsAssignedWhatItsTokenGives() {
        var client = connect(TOKEN);
        joinAuth(client, "{}", "ok", "{'expires_in':100}");
        joinSecret(client, "secret:1", "{'token':'sub=alice,iat=0,role=judge,topic=secret:1'}", "ok", "{}");
        String who = "['5',%s,'secret:1','who',{}]";
        expectReply(client, who, "ok", "{'role':'judge','colour':'none'}");
        refresh(client, "sub=alice,iat=1,exp=200,role=admin", "ok", "{'expires_in':200}");
        expectReply(client, who, "ok", "{'role':'judge','colour':'none'}");
        String renewed = "sub=alice,iat=1,role=player,topic=secret:1";
        expectReply(client, "['3',%s,'auth','refresh',{'topic':'secret:1','token':'" + renewed + "'}]", "ok", "{}");
        expectReply(client, who, "ok", "{'role':'player','colour':'none'}");
    }

    @Test
    void topicTokenThatIsRevokedEndsItsChannelAlone() {
        var client = connect(TOKEN).join("room:1", "1");
        joinSecret(client, "secret:1", "{'token':'sub=alice,jti=t9,topic=secret:1'}", "ok", "{}");
        revoked.names.add("t9");
        at(1, client);
        client.expectError("secret:1", "5").expectNothing();
    }

    @Test
    void newJoinHasTheTokenItCameWith() {
        var client = connect(TOKEN);
        joinSecret(client, "secret:1", "{'token':'sub=alice,exp=50,topic=secret:1'}", "ok", "{}");
        joinSecret(client, "secret:1", "{'token':'sub=alice,exp=80,topic=secret:1'}", "ok", "{}");
        client.expectClose("secret:1", "5");
        at(50, client);
        client.expectNothing();
        at(80, client);
        client.expectError("secret:1", "5");
    }

    @Test
    void connectionWithoutCredentialsMayHaveTokensForTopics() {
        var client = connect(null);
        joinSecret(client, "secret:1", "{'token':'sub=alice,exp=50,topic=secret:1'}", "ok", "{}");
        at(50, client);
        client.expectError("secret:1", "5").expectNothing();
    }
}
