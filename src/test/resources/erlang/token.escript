#!/usr/bin/env escript
%% Phoenix.Token in Erlang, for tests that want the other side to be real. Reads lines, answers each with one:
%%   verify|decrypt SECRET SALT TOKEN  ->  the data, as a term in base64, and the rest of the claims; or "invalid"
%%   sign|encrypt   SECRET SALT TERM   ->  a token of that term, given in base64, good for a day from now
-mode(compile).

main(_) ->
    ok = io:setopts([binary]),
    loop().

loop() ->
    case io:get_line("") of
        eof -> ok;
        Line ->
            Words = binary:split(string:trim(Line), <<" ">>, [global]),
            Answer = try answer(Words) catch _:_ -> <<"invalid">> end,
            io:format("~s~n", [Answer]),
            loop()
    end.

answer([<<"sign">>, Secret, Salt, Term]) ->
    Signed = <<"SFMyNTY.", (encode(claims(Term)))/binary>>,
    <<Signed/binary, ".", (encode(crypto:mac(hmac, sha256, key(Secret, Salt), Signed)))/binary>>;
answer([<<"verify">>, Secret, Salt, Token]) ->
    [<<"SFMyNTY">>, Payload, Mac] = binary:split(Token, <<".">>, [global]),
    Expected = encode(crypto:mac(hmac, sha256, key(Secret, Salt), <<"SFMyNTY.", Payload/binary>>)),
    Expected = Mac,
    told(decode(Payload));
answer([<<"encrypt">>, Secret, Salt, Term]) ->
    Iv = crypto:strong_rand_bytes(24),
    {Key, Nonce} = subkey(key(Secret, Salt), Iv),
    {Text, Tag} = crypto:crypto_one_time_aead(chacha20_poly1305, Key, Nonce, claims(Term), <<"A128GCM">>, true),
    <<"XCP.", (encode(<<Iv/binary, Tag/binary, Text/binary>>))/binary>>;
answer([<<"decrypt">>, Secret, Salt, <<"XCP.", Content/binary>>]) ->
    <<Iv:24/binary, Tag:16/binary, Text/binary>> = decode(Content),
    {Key, Nonce} = subkey(key(Secret, Salt), Iv),
    Payload = crypto:crypto_one_time_aead(chacha20_poly1305, Key, Nonce, Text, <<"A128GCM">>, Tag, false),
    told(Payload).

key(Secret, Salt) -> crypto:pbkdf2_hmac(sha256, Secret, Salt, 1000, 32).

claims(Term) -> term_to_binary({binary_to_term(base64:decode(Term)), erlang:system_time(millisecond), 86400}).

told(Payload) ->
    {Data, SignedAt, MaxAge} = binary_to_term(Payload),
    io_lib:format("~s ~p ~p", [base64:encode(term_to_binary(Data)), SignedAt, MaxAge]).

%% HChaCha20 out of one block of ChaCha20: what is known of the state before the rounds is taken off.
subkey(Key, <<Input:16/binary, Rest:8/binary>>) ->
    Block = crypto:crypto_one_time(chacha20, Key, Input, <<0:512>>, true),
    <<A:16/binary, _:32/binary, B:16/binary>> = Block,
    {<<(minus(A, <<"expand 32-byte k">>))/binary, (minus(B, Input))/binary>>, <<0:32, Rest/binary>>}.

minus(A, B) ->
    << <<(X - Y):32/little>> || {X, Y} <- lists:zip(words(A), words(B)) >>.

words(Bytes) -> [W || <<W:32/little>> <= Bytes].

encode(Bytes) ->
    Base64 = binary:replace(binary:replace(base64:encode(Bytes), <<"+">>, <<"-">>, [global]), <<"/">>, <<"_">>, [global]),
    hd(binary:split(Base64, <<"=">>)).

decode(Text) ->
    Base64 = binary:replace(binary:replace(Text, <<"-">>, <<"+">>, [global]), <<"_">>, <<"/">>, [global]),
    base64:decode(<<Base64/binary, (binary:part(<<"==">>, 0, (4 - byte_size(Base64) rem 4) rem 4))/binary>>).
