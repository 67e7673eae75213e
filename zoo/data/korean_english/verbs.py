"""The verbs, one sense a line: what it is in English hangs on the noun it stands with.

A line is `korean | english | objects | places | adverbs | flags`; fixed words stand before the verb
(박수를 치다). Objects are noun groups and nouns, each under the last of `a`, `the` (the article that
English puts there) and `s` (a bare plural); `person` stands for people; groups of places and places
follow `@at`, `@to` or `@reach`. The adverbs are those that read well in both languages: one studies hard,
but does not get dressed alone. The flags:

    p=, hon=, humble=, not=   another particle than 을, other stems than the regular ones
    wh        무엇을 may ask for the object
    to        has a recipient
    state     no progressive, no wish, and no future unless `future` is there as well
    done      told of the past only
    point, brief, stay   no progressive; no habit either; no modality at all
    notime    takes no time phrase
    with      may be done in company
    far       also told of weeks, months and years past or to come
    once      told of those alone, and not as a habit: one does not build a house every day
    own       done to one's own things
    possess   to have: takes plain and counted nouns
"""

# ruff: noqa: E501 - a table reads best with one entry a line

VERBS = """
먹다 | eat | a food fruit 음식 | eating | 천천히 빨리 | wh with hon=드시다
먹다 | take | a 약 | 집 병원 학교 회사 | 다시 | hon=드시다
마시다 | drink | a drink | eating 공원 | 천천히 빨리 | wh with hon=드시다
타다 | make | a 커피 차1 | 부엌 집 회사 | 천천히 빨리 |
타다 | take | the 버스 기차 지하철 a 택시 비행기 배2 | 서울 부산 | 다시 혼자 | with
타다 | ride | a cycle 말 | 공원 바다 산 | 천천히 빨리 잘 | with
타다 | win | a 상 | 학교 서울 대학교 | 다시 | done far
스키를 타다 | ski |  | 산 한국 일본 | 잘 천천히 함께 | with far
스케이트를 타다 | skate |  | 서울 공원 | 잘 천천히 함께 | with far
쓰다 | write | a 책 소설 시 편지 이메일 보고서 | study | 천천히 빨리 조심스럽게 다시 | far
글을 쓰다 | write |  | study | 천천히 잘 오래 |
일기를 쓰다 | write in a diary |  | home 카페 | 조용히 |
쓰다 | spend | a 돈 the 월급 | shop 카페 식당 | 빨리 조심스럽게 | with
쓰다 | wear | a headwear | outdoors 학교 회사 역 집 | 다시 | own
쓰다 | use | a 컴퓨터 휴대전화 카메라 사전 공책 수건 칼 가위 비누 | 집 학교 회사 도서관 부엌 | 조심스럽게 |
입다 | wear | a clothes | 집 학교 회사 호텔 서울 | 다시 | own
신다 | wear | a shoes | 집 학교 회사 체육관 | 다시 | own
끼다 | wear | a jewelry | 집 학교 회사 공원 | 다시 | own
차다 | wear | a 시계 | 집 학교 회사 공원 | 다시 | own
차다 | kick | a 공 돌 | field | 잘 다시 |
벗다 | take off | the headwear shoes jewelry 코트 셔츠 | 집 학교 교실 회사 식당 | 빨리 천천히 다시 | own
켜다 | turn on | the appliance 불 | 집 방 교실 회사 | 조용히 다시 |
켜다 | play | the bowed | stage | 잘 조용히 오래 | with
끄다 | turn off | the appliance 불 | 집 방 교실 회사 | 빨리 조용히 다시 |
치다 | play | the struck | stage | 잘 조용히 오래 | with
치다 | play | a racket | field | 잘 오래 | with
치다 | ring | the 종 | 학교 교실 | 크게 다시 조용히 |
박수를 치다 | clap |  | 극장 학교 교실 | 크게 오래 조용히 |
두다 | play | a board | 집 공원 학교 카페 | 잘 조용히 오래 | with
불다 | play | the blown | stage | 잘 조용히 오래 | with
불다 | blow up | a 풍선 | 집 공원 학교 | 천천히 빨리 |
보다 | watch | a 영화 드라마 만화 경기 the 뉴스 텔레비전 | 집 극장 방 | 조용히 오래 다시 혼자 | with
보다 | take | a 시험 | 학교 교실 대학교 서울 | 다시 | far
보다 | read | the 신문 | 집 카페 회사 도서관 | 조용히 천천히 오래 |
보다 | look at | a picture 지도 거울 별 | 집 박물관 공원 방 | 조용히 오래 다시 |
읽다 | read | a text 보고서 이야기 | study | 조용히 천천히 다시 | wh far
번역하다 | translate | a 책 소설 시 편지 잡지 | study | 천천히 빨리 다시 | wh with far
듣다/ㄷ | listen to | a music 이야기 the 라디오 | 집 카페 방 공원 | 조용히 오래 다시 | with
듣다/ㄷ | take | a 수업 | 학교 대학교 도서관 | 다시 | with far
듣다/ㄷ | attend | a 강의 | 학교 대학교 도서관 | 다시 | with far
듣다/ㄷ | hear | a 소식 소리 | 학교 회사 집 역 | 다시 | brief
배우다 | learn | a subject | 학교 대학교 집 서울 한국 | 천천히 쉽게 | wh with far
공부하다 | study | a 한국어 영어 수학 역사 과학 | study | 열심히 조용히 오래 두_시간_동안 세_시간_동안 삼십_분_동안 | wh with far
연습하다 | practice | the struck bowed blown | stage | 열심히 조용히 오래 두_시간_동안 세_시간_동안 삼십_분_동안 | with far
가르치다 | teach | a subject | 학교 대학교 도서관 서울 | 잘 쉽게 | wh with far
외우다 | memorize | a 단어 시 노래 이야기 | study | 쉽게 빨리 | wh with far
풀다 | solve | a 문제 | study | 쉽게 빨리 천천히 | with
풀다 | unpack | a 가방 상자 짐 | home 호텔 | 빨리 천천히 | with
싸다 | pack | a 가방 짐 | home 호텔 | 빨리 천천히 | with
설명하다 | explain | the 규칙 문제 그림 단어 | 학교 교실 회사 박물관 | 쉽게 천천히 다시 잘 | wh
준비하다 | prepare | a 음식 선물 회의 파티 수업 | 집 회사 학교 | 빨리 함께 | wh with far
시작하다 | start | a 일 the 회의 수업 경기 | 회사 학교 | 일찍 늦게 다시 | wh
끝내다 | finish | a 일 숙제 the 회의 수업 | 회사 학교 | 일찍 늦게 빨리 | wh
하다 | do | a 숙제 | study | 빨리 혼자 함께 | with
하다 | play | a ballgame | field | 잘 오래 함께 | with far
운동하다 | exercise |  | gym 공원 집 | 열심히 혼자 오래 두_시간_동안 세_시간_동안 삼십_분_동안 | with
일하다 | work |  | work 병원 호텔 | 열심히 혼자 오래 두_시간_동안 세_시간_동안 삼십_분_동안 | with far
수영하다 | swim |  | 수영장 바다 호텔 | 잘 천천히 두_시간_동안 세_시간_동안 삼십_분_동안 | with far
산책하다 | take a walk |  | outdoors | 천천히 혼자 오래 두_시간_동안 세_시간_동안 삼십_분_동안 | with
요리하다 | cook | a 고기 생선 국수 감자 달걀 | cooking | 잘 빨리 조심스럽게 | wh with
만들다 | make | a 케이크 과자 샌드위치 수프 주스 인형 의자 음식 | 집 학교 부엌 | 쉽게 천천히 함께 | wh with
굽다/ㅂ | bake | a 빵 케이크 과자 | cooking 학교 | 잘 천천히 함께 | with
굽다/ㅂ | grill | a 고기 생선 | cooking 공원 | 잘 천천히 조심스럽게 | with
붓다/ㅅ | pour | a drink 기름 | eating | 조심스럽게 천천히 빨리 | wh
깎다 | peel | a 사과 배1 감자 오렌지 | 부엌 집 | 조심스럽게 천천히 빨리 잘 |
깎다 | sharpen | a 연필 | 교실 집 방 | 조심스럽게 천천히 빨리 |
깎다 | mow | the 잔디 | 정원 공원 학교 | 조심스럽게 천천히 빨리 |
자르다 | cut | a 종이 케이크 고기 수박 | 부엌 집 학교 | 조심스럽게 천천히 빨리 쉽게 | wh
사다 | buy | a food fruit drink -차1 clothes shoes headwear 시계 가방 우산 휴대전화 표 선물 꽃 우표 차2 cycle 책 잡지 공책 furniture tool | shop | 다시 혼자 함께 | wh with far
팔다 | sell | a fruit clothes shoes furniture appliance vehicle cycle dish 꽃 책 비누 수건 | shop | 함께 | wh with far
고르다 | choose | a clothes shoes headwear jewelry 선물 책 그림 인형 꽃 | shop | 천천히 빨리 조심스럽게 함께 | wh with
고치다 | fix | the 컴퓨터 휴대전화 카메라 시계 자전거 차2 문 의자 라디오 선풍기 | 집 회사 가게 | 빨리 쉽게 다시 잘 | wh far
운전하다 | drive | a vehicle 버스 택시 | 서울 부산 미국 | 조심스럽게 천천히 잘 |
열다 | open | the opening 가방 상자 소포 | 집 교실 회사 방 | 조용히 천천히 다시 |
열다 | hold | a 파티 회의 | 집 호텔 회사 식당 | 다시 함께 | with far
닫다 | close | the opening 가방 상자 | 집 교실 회사 방 | 조용히 천천히 다시 | wh
밀다 | push | the 문 상자 책상 의자 | 집 교실 회사 | 천천히 조심스럽게 다시 | wh
누르다 | press | the 버튼 초인종 | 집 회사 호텔 역 | 다시 빨리 조심스럽게 | wh
던지다 | throw | a 공 돌 동전 | field 바다 | 잘 다시 빨리 | wh
줍다/ㅂ | pick up | a 쓰레기 동전 돌 종이 지갑 | outdoors 학교 역 | 빨리 함께 | wh
씻다 | wash | the dish 사과 딸기 포도 칼 | 부엌 집 식당 | 천천히 빨리 다시 조심스럽게 | wh
닦다 | wipe | the 창문 거울 바닥 책상 안경 | 집 교실 회사 | 천천히 빨리 다시 조심스럽게 | wh
모으다 | collect | s 동전 우표 그림 인형 돌 |  | 오래 함께 | with notime
모으다 | save | a 돈 the 월급 |  | 오래 | notime
내다 | pay | a 돈 세금 | 은행 | 늦게 일찍 |
내다 | hand in | the 숙제 보고서 | 학교 교실 회사 | 늦게 일찍 다시 |
찾다 | look for | a 열쇠 지갑 안경 휴대전화 우산 표 가방 책 공책 가위 수건 비누 | 집 학교 역 공항 | 오래 | wh with
잃어버리다 | lose | a 열쇠 지갑 우산 휴대전화 표 가방 카메라 짐 공책 | 역 공항 학교 시장 | 다시 | wh done far
빌리다 | borrow | a 책 잡지 소설 사전 | 도서관 학교 회사 | 다시 | wh far
빌리다 | borrow | a 공책 우산 카메라 자전거 돈 차2 가위 수건 | 학교 회사 | 다시 | far
빌려주다 | lend | a 책 공책 우산 사전 카메라 자전거 돈 연필 | 학교 회사 | 다시 | to far humble=빌려드리다
주다 | give | a 선물 꽃 책 표 돈 과자 사과 인형 반지 | 학교 회사 집 공원 | 조용히 | to far humble=드리다
보여 주다 | show | a picture 지도 책 편지 휴대전화 | 학교 회사 집 | 다시 조용히 | to humble=보여_드리다
보내다 | send | a 편지 이메일 소포 선물 돈 꽃 | 우체국 회사 집 | 다시 빨리 | to far
보내다 | spend | a 시간 the 주말 휴가 | 집 바다 공원 산 city 호텔 | 조용히 혼자 함께 | with notime
그리다 | draw | a 꽃 나무 지도 animal -말 -개 그림 | 공원 학교 집 박물관 | 잘 천천히 함께 | wh with
찍다 | take | a 사진 | outdoors 박물관 학교 | 조심스럽게 다시 | with
찍다 | shoot | a 영화 드라마 | 공원 서울 부산 한국 | 오래 다시 | with once
기르다 | raise | a animal | 집 farm 한국 | 잘 오래 함께 | with notime
기르다 | grow | a plant 감자 | 집 farm | 잘 오래 | with notime
심다 | plant | a plant 감자 | farm 학교 공원 | 조심스럽게 함께 | wh with far
잡다 | catch | a 물고기 공 | 바다 공원 | 쉽게 빨리 다시 |
잡다 | catch | a 택시 | 서울 부산 역 공항 | 쉽게 빨리 다시 |
들다 | carry | a 가방 상자 짐 의자 | 학교 회사 역 공항 | 조심스럽게 혼자 함께 | with
예를 들다 | give an example |  | 학교 교실 회사 | 다시 |
따다 | pick | a 사과 딸기 포도 오렌지 배1 | farm | 조심스럽게 빨리 함께 | with
따다 | win | a 금메달 | 서울 미국 일본 | 다시 쉽게 | done far
짓다/ㅅ | build | a 집 다리 | 서울 부산 한국 | 빨리 천천히 함께 | with once
짓다/ㅅ | compose | a 시 노래 | 집 카페 학교 | 쉽게 빨리 천천히 함께 | with far
걸다 | hang | a 그림 사진 코트 거울 |  | 조심스럽게 다시 함께 |
부르다 | sing | a 노래 | stage 체육관 | 잘 크게 조용히 | with
부르다 | call | person | 학교 회사 집 | 크게 다시 조용히 |
부르다 | call | a 택시 | 학교 회사 집 | 다시 빨리 |
만나다 | meet | person | meeting | 다시 혼자 | far
돕다/ㅂ | help | person | 집 학교 회사 | 다시 함께 | far
기다리다 | wait for | person the 버스 기차 지하철 택시 | meeting | 오래 조용히 혼자 두_시간_동안 세_시간_동안 삼십_분_동안 | with
초대하다 | invite | person |  | 다시 | far
사랑하다 | love | person |  |  | state
좋아하다 | like | person s fruit food drink animal ballgame racket subject show -뉴스 clothes 꽃 |  |  | state wh
싫어하다 | dislike | person s fruit food drink animal subject 경기 숙제 회의 시험 |  |  | state wh
알다 | know | the 이야기 노래 규칙 단어 소식 약속 |  | 잘 | state notime not=모르다
기억하다 | remember | the 이야기 약속 규칙 단어 노래 영화 person |  | 잘 | state notime wh
잊다 | forget | the 약속 단어 규칙 소식 이야기 | | | point wh
믿다 | believe | the 이야기 소식 person |  |  | state notime wh
있다 | have | a appliance vehicle -차2 cycle animal -말 -개 jewelry furniture 가방 우산 표 열쇠 돈 시간 시험 숙제 수업 회의 |  |  | state not=없다 p=이 possess future notime
운동장을 달리다 | run around the playground |  | 학교 | 빨리 천천히 함께 | with
걷다/ㄷ | walk |  | outdoors 서울 | 천천히 빨리 혼자 오래 두_시간_동안 세_시간_동안 삼십_분_동안 | with
달리다 | run |  | 공원 체육관 바다 | 빨리 혼자 두_시간_동안 세_시간_동안 삼십_분_동안 | with
쉬다 | rest |  | home 공원 호텔 카페 바다 | 조용히 혼자 오래 두_시간_동안 세_시간_동안 삼십_분_동안 | with
자다 | sleep |  | home 호텔 | 잘 오래 많이 두_시간_동안 세_시간_동안 | hon=주무시다
일어나다 | get up |  | 집 호텔 | 일찍 늦게 빨리 | notime point
눕다/ㅂ | lie down | @at home 공원 병원 |  | 조용히 천천히 | p=에 brief
앉다 | sit down | @at 공원 교실 카페 역 |  | 조용히 천천히 혼자 | p=에 brief with
웃다 | laugh |  | 교실 극장 회사 집 | 크게 많이 조용히 함께 | brief with
울다 | cry |  | 방 병원 공항 역 | 크게 많이 조용히 혼자 | brief
놀다 | play |  | outdoors 집 수영장 | 함께 조용히 오래 두_시간_동안 | with
춤을 추다 | dance |  | 극장 학교 집 체육관 | 잘 함께 | with
쇼핑하다 | go shopping |  | shop | 함께 혼자 오래 | with
여행하다 | travel |  | city | 함께 혼자 오래 | with far
청소하다 | clean | the 방 부엌 교실 집 정원 체육관 |  | 빨리 조용히 함께 | with
방문하다 | visit | the 박물관 학교 병원 회사 대학교 |  | 다시 함께 | with far
꽃에 물을 주다 | water the flowers |  | 정원 집 학교 | 조심스럽게 |
주사를 맞다 | get a shot |  | 병원 학교 | 다시 | far
비를 맞다 | get wet in the rain |  | 공원 산 서울 바다 |  | done
열이 나다 | have a fever |  |  |  | state notime
감기에 걸리다 | catch a cold |  |  | 다시 | done far
감기가 낫다/ㅅ | recover from a cold |  |  | 빨리 | done
화가 나다 | get angry |  | 회사 학교 집 | 다시 | done
전화를 걸다 | make a phone call |  | 집 회사 역 학교 | 다시 |
길을 묻다/ㄷ | ask for directions |  | 역 공항 서울 공원 | 다시 |
규칙을 따르다/으 | follow the rules |  | 학교 회사 도서관 체육관 | 잘 | notime
산에 오르다 | climb a mountain |  |  | 천천히 빨리 함께 혼자 | with far
가다 | go | @to local |  | 빨리 천천히 혼자 일찍 | p=에 with
가다 | go | @to abroad |  | 혼자 함께 | p=에 with once
오다 | come | @to local |  | 빨리 혼자 일찍 늦게 | p=에 with
오다 | come | @to abroad |  | 혼자 함께 | p=에 with once
돌아가다 | return | @to local |  | 빨리 혼자 일찍 늦게 | p=에 with
돌아가다 | return | @to abroad |  | 혼자 함께 | p=에 with once
도착하다 | arrive | @reach local |  | 혼자 일찍 늦게 | p=에 with point
도착하다 | arrive | @reach abroad |  | 혼자 함께 | p=에 with point once
있다 | be | @at local |  |  | p=에 stay hon=계시다 not=없다
있다 | be | @at abroad |  |  | p=에 stay once hon=계시다 not=없다
살다 | live | @at city |  | 혼자 함께 | p=에 with state future
"""
